/** What one edge must know of a migration: its doors, both sides behind each, and which requests belong to which phase. */
import { z } from 'zod';

/** A gateway behind the edge. With `tls` the edge speaks TLS to it, under the server name that the client asked for. */
const Target = z.object({ host: z.string(), port: z.int().min(1).max(65535), tls: z.boolean().default(false) });

/** One door: an address that clients come to, and the listener of both gateways that stands behind it. */
const Entry = z.object({
  /** Unique in the migration, e.g. `http`, `https`, `grpc`. */
  name: z.string().regex(/^[A-Za-z0-9_-]+$/),
  address: z.string().default('127.0.0.1'),
  /** 0 lets the system pick one; the edge keeps it from then on. */
  port: z.int().min(0).max(65535),
  /** Certificates that the edge shows, chosen by server name; without them it speaks plain text. PEM files. */
  certificates: z.array(z.object({ hosts: z.array(z.string()), chain: z.string(), key: z.string() })).default([]),
  /** Only for clients that speak HTTP/2 without TLS from the first byte, as those of gRPC do. */
  http2: z.boolean().default(false),
  old: Target,
  new: Target,
});

/**
 * Requests that belong to a phase. All three parts must hold; an empty list asks nothing. Hosts are compared without
 * port and case; `*.shop.example` is every host below it. Paths are compared as sent, without the query.
 */
export const PhaseMatch = z.object({
  hosts: z.array(z.string()).default([]),
  paths: z
    .array(
      z.union([
        z.object({ exact: z.string() }),
        z.object({ prefix: z.string() }),
        /** RE2; the whole path must match. */
        z.object({ regex: z.string() }),
      ]),
    )
    .default([]),
  methods: z.array(z.string()).default([]),
  /** Matches are tried by rising order, across phases; those of one order as they are written. */
  order: z.int().default(0),
});

export const EdgePhase = z.object({
  name: z.string().min(1),
  /** The first phase of the migration that matches has the request; `rest` takes all that is left and comes last. */
  matches: z.union([z.literal('rest'), z.array(PhaseMatch)]),
});

export const EdgeMigration = z.object({
  name: z.string().min(1),
  entries: z.array(Entry).min(1),
  phases: z.array(EdgePhase).min(1),
  /** Requests that stay on the old side although a phase's match of a higher order would have them. */
  stay: z.array(PhaseMatch).default([]),
  /** How the gateways learn the client's address: a header that they believe from the edge's own address. */
  clientAddress: z
    .object({
      header: z.string().default('X-Real-IP'),
      /** Peers that the old gateway believed itself: what they say in the header is passed on. */
      trustedPeers: z.array(z.string()).default(['127.0.0.1/32']),
    })
    .default({ header: 'X-Real-IP', trustedPeers: ['127.0.0.1/32'] }),
});

export type Target = z.output<typeof Target>;
export type Entry = z.output<typeof Entry>;
export type PhaseMatch = z.output<typeof PhaseMatch>;
export type EdgePhase = z.output<typeof EdgePhase>;
/** With all defaults filled in. */
export type EdgeMigration = z.output<typeof EdgeMigration>;
/** As a caller may write it. */
export type EdgeMigrationInput = z.input<typeof EdgeMigration>;
