/** Authentication that Envoy does otherwise: codes ENV070 to ENV089. */
import { define } from '../finding/define.ts';

export const envoyIdentity = {
  ENV070: define<{ readonly plugin: string }>({
    level: 'error',
    title: {
      en: 'A protection needs a secret in the configuration: the route is closed',
      'zh-CN': '保护措施需要配置中的机密：路由已关闭',
    },
    message: {
      en: (p) => `${p.plugin} needs its keys in envoy.yaml, and secrets are refused there; the route answers 503`,
      'zh-CN': (p) => `${p.plugin} 需要把密钥写入 envoy.yaml，而此处拒绝写入机密；该路由返回 503`,
    },
    fix: {
      en: () =>
        'allow secrets in the configuration (--secrets inline), which writes them into a file for its owner alone, or check credentials in a service behind ext_authz',
      'zh-CN': () => '允许在配置中写入机密（--secrets inline，文件仅所有者可读），或由 ext_authz 后的服务检查凭证',
    },
    explanation: {
      en: 'Envoy compares API keys, passwords and shared secrets with what stands in its routes and filters; with --secrets refuse none is written, and a route that needs one is closed instead of opened. Public keys are no secrets.',
      'zh-CN':
        'Envoy 将 API 密钥、密码和共享密钥与其路由和过滤器中的值进行比较；使用 --secrets refuse 时不会写入任何机密，需要机密的路由会被关闭而不是开放。公钥不是机密。',
    },
  }),
  ENV071: define({
    level: 'info',
    title: { en: 'White space in credentials is not taken out', 'zh-CN': '凭证中的空白不会被去除' },
    message: {
      en: () =>
        'a user or password that is sent with white space inside is refused; the source takes the white space out',
      'zh-CN': () => '发送的用户名或密码中含有空白时会被拒绝；源网关会先去除空白',
    },
    fix: { en: () => 'let clients send what was given to them', 'zh-CN': () => '请让客户端原样发送其凭证' },
    explanation: {
      en: 'Routes look for the encoded credentials; those with white space anywhere have endlessly many forms.',
      'zh-CN': '路由查找的是编码后的凭证；在任意位置插入空白的写法无穷无尽。',
    },
  }),
  ENV072: define<{ readonly plugin: string }>({
    level: 'error',
    title: { en: 'A protection needs Lua: the route is closed', 'zh-CN': '保护措施需要 Lua：路由已关闭' },
    message: {
      en: (p) => `${p.plugin} checks what Envoy's own filters do not; what it protects answers 503`,
      'zh-CN': (p) => `${p.plugin} 所做的检查没有对应的 Envoy 过滤器；其保护的请求返回 503`,
    },
    fix: {
      en: () => 'allow Lua (--allow lua), or check credentials in a service behind ext_authz',
      'zh-CN': () => '允许使用 Lua（--allow lua），或由 ext_authz 后的服务检查凭证',
    },
    explanation: {
      en: 'Signatures with shared secrets, and tokens that must say from when on they count. With Lua allowed a short script checks them, and routes decide on what it found.',
      'zh-CN':
        '例如用共享密钥生成的签名，以及必须注明生效时间的令牌。允许 Lua 时，由一段简短的脚本进行检查，路由再根据结果做出判定。',
    },
  }),
  ENV073: define<{ readonly name: string }>({
    level: 'warning',
    title: { en: 'Answers carry no new token', 'zh-CN': '响应不带新令牌' },
    message: {
      en: (p) => `answers do not set the cookie ${p.name}; requests that change something are closed`,
      'zh-CN': (p) => `响应不会设置 Cookie ${p.name}；会产生修改的请求被关闭`,
    },
    fix: {
      en: () => 'allow Lua (--allow lua) and secrets in the configuration (--secrets inline)',
      'zh-CN': () => '允许使用 Lua（--allow lua）和配置内的机密（--secrets inline）',
    },
    explanation: {
      en: 'Tokens against forged requests are signed with a key; Envoy alone can neither issue nor verify them.',
      'zh-CN': '防止伪造请求的令牌用密钥签名；仅靠 Envoy 既不能签发也不能验证。',
    },
  }),
  ENV074: define<{ readonly part: string }>({
    level: 'error',
    title: { en: 'A private key is not written', 'zh-CN': '私钥未写入' },
    message: {
      en: (p) => `the private key of ${p.part} is not written into envoy.yaml, where secrets are refused`,
      'zh-CN': (p) => `${p.part} 的私钥未写入 envoy.yaml，因为此处拒绝写入机密`,
    },
    fix: {
      en: () => 'allow secrets in the configuration (--secrets inline), or let Envoy fetch certificates itself (SDS)',
      'zh-CN': () => '允许在配置中写入机密（--secrets inline），或让 Envoy 自行获取证书（SDS）',
    },
    explanation: {
      en: 'Without the key of a certificate nothing is served over TLS, and upstreams that ask for a client certificate refuse the connection.',
      'zh-CN': '没有证书的私钥就无法通过 TLS 提供服务，要求客户端证书的上游也会拒绝连接。',
    },
  }),
} as const;
