/** Limits and calls to other servers in Envoy: codes ENV110 to ENV119. */
import { define } from '../finding/define.ts';

export const envoyLimits = {
  ENV110: define<{ readonly part: string }>({
    level: 'warning',
    title: { en: 'Requests of a burst are not delayed', 'zh-CN': '突发请求不会被延迟' },
    message: {
      en: (p) => `${p.part} lets a burst through at once; the source makes its requests wait`,
      'zh-CN': (p) => `${p.part} 会立即放行突发请求，而源网关会让它们等待`,
    },
    fix: {
      en: () => 'check that the upstream bears a whole burst at once, or lower it',
      'zh-CN': () => '请确认上游能够一次承受整个突发，或减小突发值',
    },
    explanation: {
      en: 'As many requests pass and as many are refused. Envoy has no queue in which requests wait for their turn.',
      'zh-CN': '放行和拒绝的请求数量相同。Envoy 没有让请求排队等待的机制。',
    },
  }),
  ENV111: define<{ readonly part: string }>({
    level: 'warning',
    title: { en: 'Each Envoy counts on its own', 'zh-CN': '每个 Envoy 独立计数' },
    message: {
      en: (p) => `the counters of ${p.part} were shared by all gateways; each Envoy has its own`,
      'zh-CN': (p) => `${p.part} 的计数器原由所有网关共享；每个 Envoy 各自计数`,
    },
    fix: {
      en: () => 'divide the limit by the number of Envoys, or use a rate limit service',
      'zh-CN': () => '请把限额除以 Envoy 的数量，或使用限流服务',
    },
    explanation: {
      en: "Envoy's local limits are kept in the memory of one process. With several of them clients get the limit several times.",
      'zh-CN': 'Envoy 的本地限额保存在单个进程的内存中；有多个 Envoy 时，客户端会得到多份限额。',
    },
  }),
  ENV112: define<{ readonly part: string }>({
    level: 'info',
    title: { en: 'Rare values are counted otherwise', 'zh-CN': '少见的取值计数不同' },
    message: {
      en: (p) => `${p.part} counts by values as they were sent, and an empty value as none`,
      'zh-CN': (p) => `${p.part} 按发送时的原值计数，空值视为没有`,
    },
    fix: {
      en: () => 'nothing, unless clients escape the value, repeat it or leave it empty',
      'zh-CN': () => '除非客户端对该值转义、重复发送或留空，否则无需处理',
    },
    explanation: {
      en: 'The source decodes parameters and joins repeated headers before it counts; Envoy takes the first as it is.',
      'zh-CN': '源网关在计数前会解码参数并合并重复的请求头；Envoy 直接取第一个原值。',
    },
  }),
  ENV113: define<{ readonly part: string; readonly variable: string }>({
    level: 'error',
    title: {
      en: 'A limit has a key that Envoy does not see: the route is closed',
      'zh-CN': '限额的键对 Envoy 不可见：路由已关闭',
    },
    message: {
      en: (p) => `${p.part} counts by ${p.variable}, which Envoy's limits cannot; the route answers 503`,
      'zh-CN': (p) => `${p.part} 按 ${p.variable} 计数，而 Envoy 的限额做不到；该路由返回 503`,
    },
    fix: {
      en: () =>
        'count by a header, a parameter, the consumer or the client address, or keep the route on the old gateway',
      'zh-CN': () => '请改为按请求头、参数、消费者或客户端地址计数，或把该路由保留在旧网关',
    },
    explanation: {
      en: 'Without its key the limit would count all clients together, or none of them.',
      'zh-CN': '没有该键时，限额会把所有客户端一起计数，或完全不计数。',
    },
  }),
  ENV114: define<{ readonly part: string }>({
    level: 'error',
    title: { en: 'A server is asked otherwise: the route is closed', 'zh-CN': '询问服务器的方式不同：路由已关闭' },
    message: {
      en: (p) => `${p.part} asks its server in a way that Envoy can only reproduce with Lua; the route answers 503`,
      'zh-CN': (p) => `${p.part} 询问其服务器的方式只能用 Lua 重现；该路由返回 503`,
    },
    fix: {
      en: () => "convert to Envoy with --allow lua, or let the server speak Envoy's ext_authz",
      'zh-CN': () => '请用 --allow lua 转换到 Envoy，或让该服务器支持 Envoy 的 ext_authz',
    },
    explanation: {
      en: "Envoy's ext_authz asks with the client's own method and path, and lets only 200 pass.",
      'zh-CN': 'Envoy 的 ext_authz 使用客户端的方法和路径询问，且只有 200 才放行。',
    },
  }),
  ENV115: define<{ readonly part: string }>({
    level: 'error',
    title: {
      en: 'Requests at the same time cannot be limited: the route is closed',
      'zh-CN': '无法限制并发请求：路由已关闭',
    },
    message: {
      en: (p) => `${p.part} has no place in the target where this route goes; the route answers 503`,
      'zh-CN': (p) => `${p.part} 在该路由的目标中没有对应位置；该路由返回 503`,
    },
    fix: {
      en: () => 'convert to Envoy, limit once and to one upstream, or keep the route on the old gateway',
      'zh-CN': () => '请转换到 Envoy，只限制一次并只用一个上游，或把该路由保留在旧网关',
    },
    explanation: {
      en: 'Envoy counts requests on their way for each cluster. A route that goes to several, or is limited twice, would let more pass.',
      'zh-CN': 'Envoy 按集群统计进行中的请求。去往多个集群或被限制两次的路由会放行更多请求。',
    },
  }),
  ENV116: define<{ readonly part: string; readonly most: number }>({
    level: 'warning',
    title: { en: 'All clients together are limited', 'zh-CN': '所有客户端一起受限' },
    message: {
      en: (p) => `${p.part} lets ${p.most} requests at a time pass for all clients together, not for each of them`,
      'zh-CN': (p) => `${p.part} 让所有客户端合计同时通过 ${p.most} 个请求，而不是每个客户端各自计数`,
    },
    fix: {
      en: () => 'raise max_requests in circuit_breakers of the cluster to what the upstream bears',
      'zh-CN': () => '请把集群 circuit_breakers 的 max_requests 提高到上游能够承受的值',
    },
    explanation: {
      en: 'Envoy counts requests on their way for a cluster only. Never more pass than before, but one client can use up the share of others.',
      'zh-CN': 'Envoy 只按集群统计进行中的请求。放行的请求不会比以前多，但一个客户端可能用掉其他客户端的份额。',
    },
  }),
} as const;
