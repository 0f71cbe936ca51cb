/** Objects of the APISIX ingress controller: codes APX097 to APX101, and APX102 for routes that were not asked for. */
import { define } from '../finding/define.ts';

export const apisixKubernetes = {
  APX097: define<{ kind: string; name: string; reason: string }>({
    level: 'error',
    title: { en: 'The controller does not take this object over', 'zh-CN': '控制器不会采用该对象' },
    message: {
      en: ({ kind, name, reason }) =>
        `${kind} ${name}: wrong or missing: ${reason}; nothing of the object has an effect`,
      'zh-CN': ({ kind, name, reason }) => `${kind} ${name}：有误或缺失：${reason}；整个对象不起作用`,
    },
    fix: {
      en: () => 'correct it, or give the missing object to the conversion as well',
      'zh-CN': () => '请更正，或将缺失的对象一并提供给转换',
    },
    explanation: {
      en: 'The ingress controller writes the reason into the status of the object and does not hand it to APISIX; what was there before stays. An ApisixRoute with one wrong rule is left out as a whole. If the cluster has the object that is missing here, add it to the source: kubectl get -o yaml.',
      'zh-CN':
        'Ingress 控制器会把原因写入对象的状态，并且不会把该对象交给 APISIX；原有内容保持不变。只要有一条规则有误，整个 ApisixRoute 都会被忽略。如果集群中存在此处缺失的对象，请将其加入来源：kubectl get -o yaml。',
    },
  }),
  APX098: define<{ field: string }>({
    level: 'warning',
    title: { en: 'The field has no effect here', 'zh-CN': '该字段在此不起作用' },
    message: {
      en: ({ field }) => `${field} cannot be followed with what the source holds`,
      'zh-CN': ({ field }) => `根据来源中的内容无法处理 ${field}`,
    },
    fix: {
      en: () => 'give the objects that it refers to, or remove it',
      'zh-CN': () => '请提供其引用的对象，或将其删除',
    },
    explanation: {
      en: 'A reference leads to nothing, or a subset of pods is chosen by labels that only the cluster knows.',
      'zh-CN': '引用没有指向任何对象，或者按只有集群才知道的标签选择部分 Pod。',
    },
  }),
  APX099: define<{ service: string }>({
    level: 'info',
    title: { en: 'The Service stands for its pods', 'zh-CN': '以 Service 代表其 Pod' },
    message: {
      en: ({ service }) => `the pods of Service ${service} are not in the source; its name in the cluster is used`,
      'zh-CN': ({ service }) => `来源中没有 Service ${service} 的 Pod 地址；使用其在集群中的名称`,
    },
    fix: {
      en: () => 'nothing, where the target runs in the cluster; otherwise add the Service and its EndpointSlices',
      'zh-CN': () => '如果目标运行在集群中则无需处理；否则请加入该 Service 及其 EndpointSlice',
    },
    explanation: {
      en: 'The controller sends requests to the addresses of ready pods. The name of the Service leads to the same pods, and stays right when they change.',
      'zh-CN': '控制器将请求发送到就绪 Pod 的地址。Service 的名称指向相同的 Pod，并且在 Pod 变化时仍然正确。',
    },
  }),
  APX100: define<{ service: string; port: string }>({
    level: 'error',
    title: { en: 'The port of a Service is not known', 'zh-CN': '未知的 Service 端口' },
    message: {
      en: ({ service, port }) =>
        `port '${port}' of Service ${service} is not in the source; APISIX answers 503 without nodes`,
      'zh-CN': ({ service, port }) => `来源中没有 Service ${service} 的端口“${port}”；没有节点时 APISIX 返回 503`,
    },
    fix: {
      en: () => 'add the Service to the source, or name the port by its number',
      'zh-CN': () => '请将该 Service 加入来源，或用端口号表示',
    },
    explanation: {
      en: 'A port by name needs the Service that gives the name.',
      'zh-CN': '用名称表示的端口需要定义该名称的 Service。',
    },
  }),
  APX101: define<{ kind: string; name: string }>({
    level: 'error',
    title: { en: 'This kind is not converted', 'zh-CN': '不转换该类型' },
    message: {
      en: ({ kind, name }) =>
        `${kind} ${name} acts on routes of the Gateway API or on Ingress objects, which are not converted`,
      'zh-CN': ({ kind, name }) => `${kind} ${name} 作用于 Gateway API 路由或 Ingress 对象，后者不会被转换`,
    },
    fix: {
      en: () =>
        'apply the Gateway API routes to the new gateway as they are, and configure there what this object adds',
      'zh-CN': () => '请将 Gateway API 路由原样应用到新网关，并在那里配置该对象的内容',
    },
    explanation: {
      en: 'HTTPRoute and its siblings are read by the new gateway itself. What the ingress controller adds to them by its own kinds has no counterpart that follows from the object alone.',
      'zh-CN': 'HTTPRoute 等对象由新网关直接读取。Ingress 控制器通过自有类型添加的内容，没有可直接对应的目标配置。',
    },
  }),
  APX102: define<{ count: number }>({
    level: 'info',
    title: { en: 'Left out with --only', 'zh-CN': '因 --only 而未转换' },
    message: {
      en: ({ count }) => `${count} routes were not asked for and are not in the target, beginning here`,
      'zh-CN': ({ count }) => `有 ${count} 个路由未被选择，不在目标配置中（从此处开始）`,
    },
    fix: {
      en: () => 'keep them on the old gateway, or convert them as well',
      'zh-CN': () => '请将其保留在旧网关上，或一并转换',
    },
    explanation: {
      en: 'The target answers 404 to their requests, or lets a wider route answer that was hidden behind them.',
      'zh-CN': '目标网关会对这些请求返回 404，或由原先被它们遮挡的更宽泛的路由应答。',
    },
  }),
} as const;
