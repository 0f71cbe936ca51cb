/** The plugins that have a mapping. Add one: a file beside this one, and a line here. */
import { acl } from './acl.ts';
import { apiBreaker } from './api-breaker.ts';
import { attachConsumerLabel } from './attach-consumer-label.ts';
import { basicAuth } from './basic-auth.ts';
import { consumerRestriction } from './consumer-restriction.ts';
import { cors } from './cors.ts';
import { csrf } from './csrf.ts';
import { gzip } from './gzip.ts';
import { hmacAuth } from './hmac-auth.ts';
import { echo } from './echo.ts';
import { requestId } from './request-id.ts';
import { trafficLabel } from './traffic-label.ts';
import { jwtAuth } from './jwt-auth.ts';
import { keyAuth } from './key-auth.ts';
import { limitConn } from './limit-conn.ts';
import { limitCount } from './limit-count.ts';
import { limitReq } from './limit-req.ts';
import { loggers } from './loggers.ts';
import { opa } from './opa.ts';
import { multiAuth } from './multi-auth.ts';
import { prometheus } from './prometheus.ts';
import { proxyRewrite } from './proxy-rewrite.ts';
import { forwardAuth } from './forward-auth.ts';
import { faultInjection } from './fault-injection.ts';
import { ipRestriction } from './ip-restriction.ts';
import { mocking } from './mocking.ts';
import { refererRestriction } from './referer-restriction.ts';
import { uaRestriction } from './ua-restriction.ts';
import { uriBlocker } from './uri-blocker.ts';
import { trafficSplit } from './traffic-split.ts';
import { workflow } from './workflow.ts';
import { clientControl } from './client-control.ts';
import { requestValidation } from './request-validation.ts';
import { proxyMirror } from './proxy-mirror.ts';
import { realIp } from './real-ip.ts';
import type { PluginReader } from './reader.ts';
import { redirect } from './redirect.ts';
import { responseRewrite } from './response-rewrite.ts';

const list: readonly PluginReader[] = [
  acl,
  apiBreaker,
  attachConsumerLabel,
  basicAuth,
  consumerRestriction,
  cors,
  csrf,
  echo,
  requestId,
  trafficLabel,
  hmacAuth,
  jwtAuth,
  keyAuth,
  limitCount,
  limitReq,
  multiAuth,
  prometheus,
  proxyRewrite,
  redirect,
  responseRewrite,
  realIp,
  requestValidation,
  clientControl,
  workflow,
  trafficSplit,
  uriBlocker,
  uaRestriction,
  refererRestriction,
  mocking,
  ipRestriction,
  faultInjection,
  forwardAuth,
  gzip,
  limitConn,
  proxyMirror,
  opa,
  ...loggers,
];

export const pluginReaders: ReadonlyMap<string, PluginReader> = new Map(list.map((reader) => [reader.name, reader]));
