import { acl } from './acl.ts';
import { apiBreaker } from './api-breaker.ts';
import { attachConsumerLabel } from './attach-consumer-label.ts';
import { basicAuth } from './basic-auth.ts';
import { clientControl } from './client-control.ts';
import { consumerRestriction } from './consumer-restriction.ts';
import { cors } from './cors.ts';
import { csrf } from './csrf.ts';
import { echo } from './echo.ts';
import { faultInjection } from './fault-injection.ts';
import { forwardAuth } from './forward-auth.ts';
import { gzip } from './gzip.ts';
import { hmacAuth } from './hmac-auth.ts';
import { ipRestriction } from './ip-restriction.ts';
import { jwtAuth } from './jwt-auth.ts';
import { keyAuth } from './key-auth.ts';
import { limitConn } from './limit-conn.ts';
import { limitCount } from './limit-count.ts';
import { limitReq } from './limit-req.ts';
import { mocking } from './mocking.ts';
import { multiAuth } from './multi-auth.ts';
import type { Plugin } from './plugin.ts';
import { opa } from './opa.ts';
import { prometheus } from './prometheus.ts';
import { proxyCache } from './proxy-cache.ts';
import { proxyRewrite } from './proxy-rewrite.ts';
import { realIp } from './real-ip.ts';
import { redirect } from './redirect.ts';
import { refererRestriction } from './referer-restriction.ts';
import { requestId } from './request-id.ts';
import { requestValidation } from './request-validation.ts';
import { responseRewrite } from './response-rewrite.ts';
import { silent } from './silent.ts';
import { trafficLabel } from './traffic-label.ts';
import { trafficSplit } from './traffic-split.ts';
import { uaRestriction } from './ua-restriction.ts';
import { uriBlocker } from './uri-blocker.ts';
import { workflow } from './workflow.ts';

const known: readonly Plugin[] = [
  acl,
  apiBreaker,
  attachConsumerLabel,
  basicAuth,
  clientControl,
  consumerRestriction,
  cors,
  csrf,
  echo,
  faultInjection,
  forwardAuth,
  gzip,
  hmacAuth,
  ipRestriction,
  jwtAuth,
  keyAuth,
  limitConn,
  limitCount,
  limitReq,
  mocking,
  multiAuth,
  opa,
  prometheus,
  proxyCache,
  proxyRewrite,
  realIp,
  redirect,
  refererRestriction,
  requestId,
  requestValidation,
  responseRewrite,
  ...silent,
  trafficLabel,
  trafficSplit,
  uaRestriction,
  uriBlocker,
  workflow,
];

/** Every plugin that the evaluator knows, by name. A new one is a file beside this and a word in the list. */
export const plugins: ReadonlyMap<string, Plugin> = new Map(known.map((plugin) => [plugin.name, plugin]));
