/** Gateway API as a target: codes GWA001 and up. */
import { define } from '../finding/define.ts';
import { gatewayApiRules } from './gateway-api-rules.ts';

export const gatewayApi = {
  ...gatewayApiRules,
  GWA001: define<{ readonly route: string; readonly part: string }>({
    level: 'error',
    title: { en: 'A route is closed in Gateway API', 'zh-CN': '路由在 Gateway API 中被关闭' },
    message: {
      en: (p) => `route ${p.route} answers 503, because Gateway API has no word for ${p.part}`,
      'zh-CN': (p) => `路由 ${p.route} 返回 503，因为 Gateway API 无法表达 ${p.part}`,
    },
    fix: {
      en: () =>
        'convert to istio or envoy, take the part out of the route, or keep it behind the old gateway (--unsupported)',
      'zh-CN': () => '改为转换到 istio 或 envoy，从路由中移除该部分，或将其保留在旧网关之后（--unsupported）',
    },
    explanation: {
      en: 'Whatever a rule needs and the API cannot say might open what the source protects. The rule sends to a Service without endpoints, which the API answers with 503.',
      'zh-CN':
        '如果规则所需的部分无法用该 API 表达，就可能放开源网关所保护的内容。因此写出的规则指向没有端点的 Service，该 API 规定返回 503。',
    },
  }),
  GWA002: define<{ readonly route: string; readonly status: number }>({
    level: 'warning',
    title: { en: 'A fixed answer becomes 503', 'zh-CN': '固定应答变为 503' },
    message: {
      en: (p) => `some requests for route ${p.route} are answered 503 instead of ${p.status}`,
      'zh-CN': (p) => `对路由 ${p.route} 的部分请求返回 503，而不是 ${p.status}`,
    },
    fix: {
      en: () => 'convert to istio or envoy where clients look at the status',
      'zh-CN': () => '如果客户端依赖该状态码，请转换到 istio 或 envoy',
    },
    explanation: {
      en: 'The API has no answer of its own but a redirect. A rule that refuses sends to a Service without endpoints: it refuses, with another status.',
      'zh-CN': '除重定向外，该 API 没有自己的应答。用于拒绝的规则指向没有端点的 Service：它仍然拒绝，但状态码不同。',
    },
  }),
  GWA003: define<{ readonly routes: number }>({
    level: 'info',
    title: { en: 'Header values are filled by Envoy', 'zh-CN': '请求头的值由 Envoy 填充' },
    message: {
      en: (p) => `header values of ${p.routes} routes hold commands that only implementations made of Envoy fill in`,
      'zh-CN': (p) => `${p.routes} 条路由的请求头值包含只有基于 Envoy 的实现才会填充的命令`,
    },
    fix: {
      en: () => 'use a gateway class whose data plane is Envoy, or take these header edits out',
      'zh-CN': () => '使用数据面为 Envoy 的 GatewayClass，或移除这些请求头修改',
    },
    explanation: {
      en: 'The API knows constant values only. `%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%` and the like reach Envoy as they are written, and are filled there.',
      'zh-CN': '该 API 只支持常量值。`%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%` 之类的内容原样传给 Envoy，并由其填充。',
    },
  }),
  GWA004: define({
    level: 'info',
    title: { en: 'No route is answered in other words', 'zh-CN': '无匹配路由时的应答不同' },
    message: {
      en: () => 'where no route matches, the gateway answers 404 without a body, and global rules do not run',
      'zh-CN': () => '没有路由匹配时，网关返回没有正文的 404，且不执行全局规则',
    },
    fix: { en: () => 'nothing, unless clients read that body', 'zh-CN': () => '除非客户端读取该正文，否则无需处理' },
    explanation: {
      en: 'The API has no rule for what matches nothing.',
      'zh-CN': '该 API 没有用于未匹配请求的规则。',
    },
  }),
  GWA005: define<{ readonly earlier: string; readonly later: string }>({
    level: 'warning',
    title: { en: 'Another route is preferred', 'zh-CN': '优先选择了另一条路由' },
    message: {
      en: (p) =>
        `requests that match ${p.earlier} and ${p.later} go to ${p.later}, which Gateway API finds more precise`,
      'zh-CN': (p) => `同时匹配 ${p.earlier} 和 ${p.later} 的请求会转到 ${p.later}，因为 Gateway API 认为它更精确`,
    },
    fix: {
      en: () => 'make the earlier route more precise, or convert to istio or envoy, which keep the order',
      'zh-CN': () => '使前一条路由更精确，或转换到保持顺序的 istio 或 envoy',
    },
    explanation: {
      en: 'The API tries matches by their precision: exact paths, longer paths, a method, more headers. It has no priority.',
      'zh-CN': '该 API 按精确程度尝试匹配：精确路径、更长路径、方法、更多请求头。它没有优先级。',
    },
  }),
  GWA007: define<{ readonly route: string; readonly part: string }>({
    level: 'warning',
    title: { en: 'Part of a route is left out', 'zh-CN': '路由的一部分被省略' },
    message: {
      en: (p) => `route ${p.route} is served without its edit of ${p.part}, which Gateway API cannot say`,
      'zh-CN': (p) => `路由 ${p.route} 在提供服务时不会修改 ${p.part}，因为 Gateway API 无法表达`,
    },
    fix: {
      en: () => 'convert to istio or envoy, or let the service do it',
      'zh-CN': () => '改为转换到 istio 或 envoy，或由服务自身完成',
    },
    explanation: {
      en: 'The API sets, adds and removes headers by constant values, sixteen of each, and sends copies to one place.',
      'zh-CN': '该 API 以常量值设置、添加和删除请求头（各最多十六个），并将副本发送到一处。',
    },
  }),
  GWA008: define<{ readonly names: string }>({
    level: 'error',
    title: { en: 'A certificate has no listener', 'zh-CN': '证书没有监听器' },
    message: {
      en: (p) => `there is no listener for ${p.names}: handshakes for these names are refused`,
      'zh-CN': (p) => `${p.names} 没有监听器：对这些名称的握手会被拒绝`,
    },
    fix: {
      en: () => 'add the listener by hand, with the means of your gateway class for client certificates',
      'zh-CN': () => '请手工添加监听器，并使用所用 GatewayClass 的客户端证书功能',
    },
    explanation: {
      en: 'A client that must show a certificate, a name that is no host name, and more than 64 listeners have no word that every implementation knows. A listener without its protection is not written.',
      'zh-CN':
        '要求客户端出示证书、不是主机名的名称，以及超过 64 个监听器，都没有所有实现通用的表达方式。不会写出缺少保护的监听器。',
    },
  }),
  GWA009: define<{ readonly upstream: string; readonly part: string }>({
    level: 'warning',
    title: { en: 'Part of an upstream has no word in Gateway API', 'zh-CN': 'Gateway API 无法表达上游的某个部分' },
    message: {
      en: (p) => `${p.part} of upstream ${p.upstream} is left out`,
      'zh-CN': (p) => `上游 ${p.upstream} 的 ${p.part} 被省略`,
    },
    fix: {
      en: () => 'use a policy of your gateway class, or convert to istio or envoy',
      'zh-CN': () => '使用所用 GatewayClass 的策略，或转换到 istio 或 envoy',
    },
    explanation: {
      en: 'A backend of the API is a Service with a weight. It knows no hashing, no nodes in reserve and no health checks, and TLS to a backend only when it is verified.',
      'zh-CN': '该 API 的后端是带权重的 Service。它不支持哈希、备用节点和健康检查，到后端的 TLS 也必须经过验证。',
    },
  }),
  GWA010: define<{ readonly gatewayClass: string }>({
    level: 'warning',
    title: { en: 'The gateway class was assumed', 'zh-CN': 'GatewayClass 为假定值' },
    message: {
      en: (p) =>
        `the Gateway names the class ${p.gatewayClass}, and listens on every address that its implementation gives it`,
      'zh-CN': (p) => `Gateway 使用 GatewayClass ${p.gatewayClass}，并监听其实现所分配的所有地址`,
    },
    fix: {
      en: () => 'write the class of your cluster into gateway.yaml',
      'zh-CN': () => '将集群所用的 GatewayClass 写入 gateway.yaml',
    },
    explanation: {
      en: 'The source does not know which implementation will serve it, and the API does not bind to single addresses of a machine.',
      'zh-CN': '源配置不知道将由哪个实现提供服务，而该 API 不会绑定到机器的单个地址。',
    },
  }),
  GWA020: define({
    level: 'info',
    title: { en: 'Upstreams receive headers of the gateway', 'zh-CN': '上游会收到网关自己的头' },
    message: {
      en: () => 'upstreams receive x-request-id and headers that begin with x-envoy- in addition',
      'zh-CN': () => '上游还会收到 x-request-id 以及以 x-envoy- 开头的头',
    },
    fix: {
      en: () => 'nothing, unless an upstream refuses headers that it does not know',
      'zh-CN': () => '除非上游拒绝未知的头，否则无需处理',
    },
    explanation: {
      en: 'Gateways that are made of Envoy tell upstreams how a request came to them. The API has no word for leaving that out.',
      'zh-CN': '基于 Envoy 的网关会告知上游请求的来历。该 API 没有用于省略这些头的写法。',
    },
  }),
  GWA021: define({
    level: 'info',
    title: { en: 'X-Forwarded-For is completed otherwise', 'zh-CN': 'X-Forwarded-For 的补全方式不同' },
    message: {
      en: () => 'where the client sends X-Forwarded-For or X-Real-IP, upstreams receive them as Envoy writes them',
      'zh-CN': () => '如果客户端发送了 X-Forwarded-For 或 X-Real-IP，上游收到的是 Envoy 写法的值',
    },
    fix: {
      en: () => 'nothing, unless an upstream reads them by their exact text',
      'zh-CN': () => '除非上游按原文读取，否则无需处理',
    },
    explanation: {
      en: 'Envoy appends the address without a space after the comma, and the API has no word for whose headers are believed.',
      'zh-CN': 'Envoy 追加地址时逗号后没有空格，而该 API 没有用于指定信任哪些来源的头的写法。',
    },
  }),
} as const;
