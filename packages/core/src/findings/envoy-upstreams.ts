/** Nodes and connections in Envoy: codes ENV120 to ENV129. */
import { define } from '../finding/define.ts';

export const envoyUpstreams = {
  ENV120: define<{ readonly upstream: string }>({
    level: 'info',
    title: {
      en: 'The server name may be spelt as in another request',
      'zh-CN': '服务器名称的大小写可能与其他请求相同',
    },
    message: {
      en: (p) =>
        `in the TLS handshake upstream ${p.upstream} sees the client's Host, perhaps in the spelling of another request`,
      'zh-CN': (p) => `在 TLS 握手中，上游 ${p.upstream} 看到的是客户端 Host，但大小写可能来自另一个请求`,
    },
    fix: { en: () => 'nothing: names of servers have no case', 'zh-CN': () => '无需处理：服务器名称不区分大小写' },
    explanation: {
      en: 'A connection is shared by all requests whose Host differs in capital letters only; the Host header itself stays as it was sent. Where Envoy is the target, each spelling has connections of its own.',
      'zh-CN': '仅大小写不同的 Host 共用连接；Host 请求头本身保持原样。目标为 Envoy 时，每种写法使用各自的连接。',
    },
  }),
  ENV121: define<{ readonly upstream: string }>({
    level: 'info',
    title: { en: 'Health is noticed at other moments', 'zh-CN': '健康状态的判定时刻不同' },
    message: {
      en: (p) => `nodes of upstream ${p.upstream} are taken out and back at slightly other moments`,
      'zh-CN': (p) => `上游 ${p.upstream} 的节点被摘除和恢复的时刻略有不同`,
    },
    fix: {
      en: () => 'expect a node that is down to get no request from the start, and probes from each Envoy',
      'zh-CN': () => '请预期故障节点从一开始就收不到请求，且每个 Envoy 都会发送探测',
    },
    explanation: {
      en: 'Envoy asks for the health of nodes from its start; the source begins with the first request, which it does not count.',
      'zh-CN': 'Envoy 从启动起就探测节点健康；源网关从第一个请求才开始，且不计入该请求。',
    },
  }),
  ENV122: define<{ readonly upstream: string }>({
    level: 'info',
    title: { en: 'Kept connections are counted otherwise', 'zh-CN': '保持的连接计数不同' },
    message: {
      en: (p) =>
        `connections to upstream ${p.upstream} end after as much time and as many requests, but their number has no limit`,
      'zh-CN': (p) => `到上游 ${p.upstream} 的连接在同样的时间和请求数后结束，但数量没有上限`,
    },
    fix: { en: () => 'nothing', 'zh-CN': () => '无需处理' },
    explanation: {
      en: 'The source keeps a pool of a certain size in each worker; Envoy keeps what it needs.',
      'zh-CN': '源网关在每个工作进程中保留固定大小的连接池；Envoy 按需保留。',
    },
  }),
  ENV123: define<{ readonly route: string }>({
    level: 'info',
    title: { en: "A client's server name is read in lower case", 'zh-CN': '客户端的服务器名称按小写读取' },
    message: {
      en: (p) => `the condition of route ${p.route} sees the server name of a TLS handshake in lower case`,
      'zh-CN': (p) => `路由 ${p.route} 的条件看到的是小写的 TLS 服务器名称`,
    },
    fix: { en: () => 'nothing: clients send names in lower case', 'zh-CN': () => '无需处理：客户端会以小写发送名称' },
    explanation: {
      en: 'The source compares the name as it was sent; Envoy knows it in lower case only.',
      'zh-CN': '源网关按原样比较该名称；Envoy 只知道其小写形式。',
    },
  }),
  ENV124: define<{ readonly part: string; readonly route: string }>({
    level: 'warning',
    title: { en: 'Bad answers are counted for each node', 'zh-CN': '不良响应按节点计数' },
    message: {
      en: (p) =>
        `${p.part} of route ${p.route} keeps requests from a node after bad answers in a row, whatever was asked for`,
      'zh-CN': (p) => `路由 ${p.route} 的 ${p.part} 在节点连续返回不良响应后不再向其转发，无论请求的是什么`,
    },
    fix: {
      en: () => 'nothing, unless one path of a route fails while its others work: give that path a route of its own',
      'zh-CN': () => '除非路由中某个路径失败而其他路径正常，否则无需处理；可为该路径单独建立路由',
    },
    explanation: {
      en: "The source counts bad answers for each host and path, also when good ones are between them, and pauses for both. Envoy's outlier detection counts those in a row of each node; the client gets the source's answer when no node is left.",
      'zh-CN':
        '源网关按主机和路径统计不良响应（中间夹杂正常响应也计入），并对其暂停。Envoy 的异常点检测统计每个节点连续的不良响应；没有可用节点时，客户端得到源网关的应答。',
    },
  }),
} as const;
