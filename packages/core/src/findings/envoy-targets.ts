/** Upstreams and listeners in Envoy: codes ENV050 and up. */
import { define } from '../finding/define.ts';

export const envoyTargets = {
  ENV050: define<{ readonly upstream: string; readonly policy: string }>({
    level: 'info',
    title: { en: 'Nodes are chosen differently', 'zh-CN': '节点的选择方式不同' },
    message: {
      en: (p) =>
        `upstream ${p.upstream} uses ${p.policy}; Envoy's way of choosing spreads requests differently over the nodes`,
      'zh-CN': (p) => `上游 ${p.upstream} 使用 ${p.policy}；Envoy 的选择方式会使请求在节点间的分布不同`,
    },
    fix: { en: () => 'expect sessions to move to other nodes once', 'zh-CN': () => '请预期会话会迁移到其他节点一次' },
    explanation: {
      en: 'Hash rings and load measures of two proxies are not the same; each is consistent in itself.',
      'zh-CN': '两种代理的哈希环和负载度量不同，但各自保持一致。',
    },
  }),
  ENV051: define<{ readonly upstream: string }>({
    level: 'info',
    title: { en: 'Time-outs are counted differently', 'zh-CN': '超时的计算方式不同' },
    message: {
      en: (p) => `the time-outs of ${p.upstream} become a connect time-out and an idle time-out of the whole stream`,
      'zh-CN': (p) => `${p.upstream} 的超时变为连接超时和整个流的空闲超时`,
    },
    fix: {
      en: () => 'nothing, unless send and read time-outs are very different',
      'zh-CN': () => '除非发送与读取超时相差很大，否则无需处理',
    },
    explanation: {
      en: 'nginx has timers between two reads and between two writes; Envoy has one for the stream.',
      'zh-CN': 'nginx 对两次读取之间和两次写入之间分别计时；Envoy 对整个流只有一个计时器。',
    },
  }),
  ENV053: define<{ readonly upstream: string; readonly part: string }>({
    level: 'warning',
    title: { en: 'Part of an upstream has no translation', 'zh-CN': '上游的某个部分无法转换' },
    message: {
      en: (p) => `${p.part} of upstream ${p.upstream} is left out`,
      'zh-CN': (p) => `上游 ${p.upstream} 的 ${p.part} 未被转换`,
    },
    fix: { en: () => 'configure an equivalent in the cluster', 'zh-CN': () => '请在集群中配置等价功能' },
    explanation: {
      en: 'Requests reach the same nodes; health, keep-alive or discovery may behave otherwise.',
      'zh-CN': '请求仍到达相同的节点；健康检查、长连接或服务发现的行为可能不同。',
    },
  }),
  ENV054: define<{ readonly upstream: string }>({
    level: 'warning',
    title: { en: "The upstream's certificate is not verified", 'zh-CN': '未验证上游证书' },
    message: {
      en: (p) => `TLS to upstream ${p.upstream} is not verified, as at the source`,
      'zh-CN': (p) => `与源网关一样，到上游 ${p.upstream} 的 TLS 未经验证`,
    },
    fix: {
      en: () => 'add a validation context with the right authority',
      'zh-CN': () => '请添加带有正确 CA 的验证上下文',
    },
    explanation: {
      en: 'The source verifies no upstream certificates; the conversion keeps what works.',
      'zh-CN': '源网关不验证上游证书；转换保持现有行为。',
    },
  }),
  ENV056: define({
    level: 'info',
    title: { en: 'Upgrades are not ignored', 'zh-CN': '协议升级不会被忽略' },
    message: {
      en: () =>
        'a request to upgrade that the source would not grant is refused with 403, or granted by a gateway of Istio; the source ignores the wish',
      'zh-CN': () => '源网关不会同意的升级请求返回 403，或由 Istio 的网关同意；源网关则忽略该请求',
    },
    fix: {
      en: () => 'nothing, unless clients ask for upgrades on ordinary routes',
      'zh-CN': () => '除非客户端在普通路由上请求升级，否则无需处理',
    },
    explanation: {
      en: 'Envoy ignores upgrades only for a whole listener, which other routes need; Istio allows them on every route.',
      'zh-CN': 'Envoy 只能对整个监听器忽略升级，而其他路由需要升级；Istio 在所有路由上允许升级。',
    },
  }),
  ENV060: define<{ readonly address: string; readonly port: number }>({
    level: 'warning',
    title: { en: 'A TLS listener is left out', 'zh-CN': 'TLS 监听器被省略' },
    message: {
      en: (p) =>
        `the TLS listener on ${p.address} port ${p.port} is left out: no certificate can be shown there, or --listen names another place`,
      'zh-CN': (p) => `${p.address} 端口 ${p.port} 上的 TLS 监听器被省略：没有可用的证书，或 --listen 指定了其他地址`,
    },
    fix: {
      en: () => 'terminate TLS in front, or give usable certificates and convert without --listen',
      'zh-CN': () => '请在前面终止 TLS，或提供可用的证书并在转换时不使用 --listen',
    },
    explanation: {
      en: 'A listener without a certificate cannot complete a handshake.',
      'zh-CN': '没有证书的监听器无法完成握手。',
    },
  }),
  ENV061: define<{ readonly address: string; readonly port: number }>({
    level: 'info',
    title: { en: 'The address to listen on is assumed', 'zh-CN': '监听地址为假定值' },
    message: {
      en: (p) => `the source does not say where it listens; ${p.address} port ${p.port} is assumed`,
      'zh-CN': (p) => `源配置没有说明监听位置；假定为 ${p.address} 端口 ${p.port}`,
    },
    fix: { en: () => 'give the address with --listen', 'zh-CN': () => '请用 --listen 指定地址' },
    explanation: {
      en: 'Listening addresses stand in the static configuration of the source, which was not given.',
      'zh-CN': '监听地址写在源网关的静态配置中，而该配置未提供。',
    },
  }),
  ENV062: define({
    level: 'error',
    title: { en: 'There is nowhere to listen', 'zh-CN': '没有可监听的地址' },
    message: {
      en: () => 'no listener is left; Envoy would serve nothing',
      'zh-CN': () => '没有剩余的监听器；Envoy 将不提供任何服务',
    },
    fix: { en: () => 'give an address with --listen', 'zh-CN': () => '请用 --listen 指定地址' },
    explanation: {
      en: 'Listeners with TLS are written only where a certificate can be shown.',
      'zh-CN': '只有存在可用证书时才会写出带 TLS 的监听器。',
    },
  }),
  ENV063: define<{ readonly names: string }>({
    level: 'error',
    title: { en: 'A certificate cannot be used', 'zh-CN': '证书无法使用' },
    message: {
      en: (p) =>
        `the certificate for ${p.names} is unreadable, does not fit its key, or allows no TLS version of Envoy; its names refuse handshakes`,
      'zh-CN': (p) => `${p.names} 的证书无法读取、与私钥不匹配，或不允许 Envoy 支持的任何 TLS 版本；这些名称将拒绝握手`,
    },
    fix: {
      en: () => 'give a PEM certificate with its key, for TLS 1.2 or 1.3',
      'zh-CN': () => '请提供 PEM 格式的证书及其私钥，并允许 TLS 1.2 或 1.3',
    },
    explanation: {
      en: 'Envoy would not start with such a certificate. Keys that the source keeps encrypted have to be decrypted first.',
      'zh-CN': '带有这样的证书时 Envoy 无法启动。源网关加密保存的私钥需要先解密。',
    },
  }),
  ENV064: define<{ readonly names: string }>({
    level: 'warning',
    title: { en: 'Part of a certificate is left out', 'zh-CN': '证书的某个部分被省略' },
    message: {
      en: (p) => `a pair that does not fit, or a TLS version below 1.2, of the certificate for ${p.names} is left out`,
      'zh-CN': (p) => `${p.names} 的证书中不匹配的证书对，或低于 1.2 的 TLS 版本被省略`,
    },
    fix: {
      en: () => 'let clients speak TLS 1.2 or newer, and remove pairs that nobody can use',
      'zh-CN': () => '请让客户端使用 TLS 1.2 或更新版本，并移除无法使用的证书对',
    },
    explanation: {
      en: 'Envoy has no ciphers for older versions by default, and refuses to start with a key of another certificate.',
      'zh-CN': 'Envoy 默认没有旧版本的加密套件，并且在私钥与证书不匹配时拒绝启动。',
    },
  }),
  ENV160: define({
    level: 'info',
    title: { en: 'Each worker takes turns for itself', 'zh-CN': '每个工作线程各自轮流' },
    message: {
      en: () =>
        'nodes are served in turn, and each worker of Envoy begins at a place of its own: counts differ by a few',
      'zh-CN': () => '节点轮流接收请求，而 Envoy 的每个工作线程各有起点：计数会相差几个',
    },
    fix: {
      en: () => 'nothing: shares hold, exact counts do not',
      'zh-CN': () => '无需处理：份额不变，只是精确计数不同',
    },
    explanation: {
      en: 'The source counts its turns in each worker process as well. No single answer differs; of many requests a node gets a few more or fewer than by one count alone.',
      'zh-CN':
        '源网关同样在每个工作进程中各自计数。单个响应没有差异；在大量请求中，节点得到的数量会与统一计数相差几个。',
    },
  }),
} as const;
