/** A client of the lab's API server: server-side apply, reading, deleting. Answers are values, also refusals. */
import { Agent, request } from 'node:https';
import type { KubernetesObject } from './object.ts';

interface ApiReply {
  readonly status: number;
  /** The object, list, or Status as the server tells it. */
  readonly body: unknown;
}

export interface Api {
  /** Server-side apply, of a page of the object if that is said; the server's own words when it refuses. */
  apply(object: KubernetesObject, page?: 'status'): Promise<string | undefined>;
  /** The object as the server has it; undefined when there is none. */
  read(object: KubernetesObject): Promise<KubernetesObject | undefined>;
  /** All objects of a kind, in all namespaces. */
  list(apiVersion: string, kind: string): Promise<readonly KubernetesObject[]>;
  get(path: string): Promise<ApiReply>;
  close(): void;
}

export interface Access {
  readonly port: number;
  readonly token: string;
  readonly ca: string;
}

/** Requests under way at once. */
const atOnce = 24;

export function apiOf({ port, token, ca }: Access): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce, ca });
  const call = (method: string, path: string, type?: string, body?: string): Promise<ApiReply> =>
    new Promise((resolve) => {
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
      };
      const asked = request({ host: '127.0.0.1', port, agent, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString('utf8')) });
        });
        answer.on('error', (error) => resolve({ status: 0, body: error.message }));
      });
      asked.on('error', (error) => resolve({ status: 0, body: error.message }));
      asked.end(body);
    });
  const plurals = new Map<string, Promise<ReadonlyMap<string, Kind>>>();
  const kindsOf = (version: string): Promise<ReadonlyMap<string, Kind>> => {
    const known = plurals.get(version);
    if (known !== undefined) return known;
    const asked = call('GET', rootOf(version)).then(({ body }) => {
      const kinds = new Map(resourcesOf(body).map((one) => [one.kind, one]));
      // A group that is not served yet may be later.
      if (kinds.size === 0) plurals.delete(version);
      return kinds;
    });
    plurals.set(version, asked);
    return asked;
  };
  const pathOf = async (object: KubernetesObject): Promise<string | undefined> => {
    const kind = (await kindsOf(object.apiVersion)).get(object.kind);
    if (kind === undefined) return undefined;
    const place = kind.namespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : '';
    return `${rootOf(object.apiVersion)}${place}/${kind.name}/${encodeURIComponent(object.metadata.name)}`;
  };
  return {
    async apply(object, page) {
      const path = await pathOf(object);
      if (path === undefined) return `the server knows no ${object.kind} of ${object.apiVersion}`;
      const target = `${path}${page === undefined ? '' : `/${page}`}?fieldManager=banyan&force=true&fieldValidation=Strict`;
      const { status, body } = await call('PATCH', target, 'application/apply-patch+yaml', JSON.stringify(object));
      return status === 200 || status === 201 ? undefined : refusalIn(status, body);
    },
    async read(object) {
      const path = await pathOf(object);
      if (path === undefined) return undefined;
      const { status, body } = await call('GET', path);
      // What the server answers to a GET of an object is that object.
      return status === 200 ? (body as KubernetesObject) : undefined;
    },
    async list(apiVersion, kind) {
      const known = (await kindsOf(apiVersion)).get(kind);
      if (known === undefined) return [];
      const { status, body } = await call('GET', `${rootOf(apiVersion)}/${known.name}`);
      if (status !== 200) return [];
      // What the server answers to a GET of a collection is a list; its items name no kind.
      const { items } = body as { readonly items: readonly KubernetesObject[] };
      return items.map((one) => ({ ...one, apiVersion, kind }));
    },
    get: (path) => call('GET', path),
    close: () => agent.destroy(),
  };
}

interface Kind {
  readonly kind: string;
  readonly name: string;
  readonly namespaced: boolean;
}

const rootOf = (version: string): string => (version.includes('/') ? `/apis/${version}` : `/api/${version}`);

function resourcesOf(body: unknown): readonly Kind[] {
  if (typeof body !== 'object' || body === null || !('resources' in body)) return [];
  // The server's own discovery document.
  const all = body.resources as readonly Kind[];
  return all.filter(({ name }) => !name.includes('/'));
}

function refusalIn(status: number, body: unknown): string {
  if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
  return `HTTP ${status} ${String(body)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
