/**
 * The nearest honest way for a plugin that has no translation, by its name: what a person can put in its place. Add a
 * line for each plugin whose route is closed or whose effect is left out; without one the general advice stands alone.
 */
import type { Text } from '../finding/define.ts';

const external: Text = {
  en: 'let a service of your own decide through ext_authz',
  'zh-CN': '通过 ext_authz 由自己的服务做出判定',
};

const login: Text = {
  en: 'use the oauth2 filter of Envoy or oauth2-proxy behind ext_authz for the login, and jwt_authn for tokens',
  'zh-CN': '登录使用 Envoy 的 oauth2 过滤器或 ext_authz 后的 oauth2-proxy，令牌使用 jwt_authn',
};

const code: Text = {
  en: 'write what the code does as Lua or Wasm for Envoy, or as a service behind ext_proc',
  'zh-CN': '把代码的功能改写为 Envoy 的 Lua 或 Wasm，或 ext_proc 后的服务',
};

const moderation: Text = {
  en: 'check contents in a service behind ext_proc',
  'zh-CN': '由 ext_proc 后的服务检查内容',
};

const advice: Readonly<Record<string, Text>> = {
  'openid-connect': login,
  'saml-auth': {
    en: 'put a SAML service provider that answers ext_authz in front (oauth2-proxy speaks OIDC to most of them)',
    'zh-CN': '前置一个响应 ext_authz 的 SAML 服务提供方（oauth2-proxy 可通过 OIDC 对接多数身份源）',
  },
  'cas-auth': login,
  'authz-casdoor': login,
  'dingtalk-auth': login,
  'feishu-auth': login,
  'ldap-auth': {
    en: 'ask the directory from a service behind ext_authz',
    'zh-CN': '由 ext_authz 后的服务查询目录',
  },
  'ldap-auth-advanced': {
    en: 'ask the directory from a service behind ext_authz',
    'zh-CN': '由 ext_authz 后的服务查询目录',
  },
  'jwe-decrypt': {
    en: 'decrypt tokens in a service behind ext_authz, or let clients send signed tokens (jwt-auth)',
    'zh-CN': '由 ext_authz 后的服务解密令牌，或让客户端发送签名令牌（jwt-auth）',
  },
  'wolf-rbac': external,
  'authz-casbin': {
    en: "write the model as Envoy's rbac filter where it is about paths and methods, else ask Casbin behind ext_authz",
    'zh-CN': '若模型只涉及路径和方法，可改写为 Envoy 的 rbac 过滤器，否则由 ext_authz 后的 Casbin 判定',
  },
  'authz-keycloak': {
    en: 'verify tokens with jwt_authn and ask Keycloak for permissions from a service behind ext_authz',
    'zh-CN': '用 jwt_authn 验证令牌，并由 ext_authz 后的服务向 Keycloak 查询权限',
  },
  'chaitin-waf': {
    en: 'run the firewall as a Wasm filter (Coraza), or behind ext_proc',
    'zh-CN': '以 Wasm 过滤器（Coraza）运行防火墙，或置于 ext_proc 之后',
  },
  'ext-plugin-pre-req': code,
  'ext-plugin-post-req': code,
  'ext-plugin-post-resp': code,
  'serverless-pre-function': code,
  'serverless-post-function': code,
  'ai-prompt-guard': moderation,
  'ai-aws-content-moderation': moderation,
  'ai-aliyun-content-moderation': moderation,
  'ai-lakera-guard': moderation,
};

/** Advice for a part of the source (`ldap-auth`, `key-auth._meta.filter`), with the general advice behind it. */
export const advised = (part: string, locale: keyof Text, general: string): string => {
  const own = Object.hasOwn(advice, part) ? advice[part] : undefined;
  return own === undefined ? general : locale === 'en' ? `${own.en}; or ${general}` : `${own['zh-CN']}；或${general}`;
};
