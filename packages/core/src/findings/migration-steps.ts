/** What steps report that do not move traffic: MIG006 and MIG015 to MIG021. */
import { define } from '../finding/define.ts';
import { text as explain } from '../words/phrase.ts';

export const migrationSteps = {
  MIG006: define<{ routes: string; codes: string; first: string }>({
    level: 'error',
    title: { en: 'Routes would be closed', 'zh-CN': '有路由会被关闭' },
    message: {
      en: (p) =>
        `the new gateway would answer 503 on these routes, because a protection or condition of theirs is not mapped (${p.codes}): ${p.routes}`,
      'zh-CN': (p) => `以下路由的保护措施或条件无法映射（${p.codes}），新网关会回答 503：${p.routes}`,
    },
    fix: {
      en: (p) => `leave them out of every phase, or accept each by name: \`--accept ${p.first}\``,
      'zh-CN': (p) => `请将其移出所有阶段，或逐一按名称接受：\`--accept ${p.first}\``,
    },
    explanation: explain(
      'A route whose authentication, restriction or limit cannot be converted is never served open. Moving traffic to it means refusing its requests, so a human must have said so.',
      '认证、限制或限流无法转换的路由绝不会被放开。把流量迁移过去意味着拒绝其请求，因此必须由人明确同意。',
    ),
  }),
  MIG015: define<{ side: string; reason: string }>({
    level: 'error',
    title: { en: 'A gateway does not answer', 'zh-CN': '网关没有应答' },
    message: {
      en: (p) => `the ${p.side} gateway does not answer: ${p.reason}`,
      'zh-CN': (p) => `网关（${p.side}）没有应答：${p.reason}`,
    },
    fix: {
      en: () => 'check that it runs and listens on the address that the migration names',
      'zh-CN': () => '请确认它正在运行，并监听迁移文档所写的地址',
    },
    explanation: explain('A witness request got no answer at all.', '见证请求没有得到任何应答。'),
  }),
  MIG016: define<{ route: string; path: string; part: string }>({
    level: 'error',
    title: { en: 'The edge is noticed', 'zh-CN': '边缘代理改变了应答' },
    message: {
      en: (p) => `route ${p.route}: a request for ${p.path} is answered differently through the edge (${p.part})`,
      'zh-CN': (p) => `路由 ${p.route}：经边缘代理请求 ${p.path} 的应答不同（${p.part}）`,
    },
    fix: {
      en: () =>
        "see which address and X-Forwarded headers the old gateway believes, and let it trust the edge's address",
      'zh-CN': () => '请检查旧网关信任的地址和 X-Forwarded 头，并让它信任边缘代理的地址',
    },
    explanation: explain(
      'Putting the edge in front must change nothing. The step was undone; clients use the old gateway as before.',
      '放置边缘代理不得改变任何行为。该步骤已撤销，客户端照旧使用旧网关。',
    ),
  }),
  MIG017: define<{ route: string; path: string; part: string }>({
    level: 'error',
    title: { en: 'The new gateway answers differently', 'zh-CN': '新网关的应答不同' },
    message: {
      en: (p) =>
        `route ${p.route}: a request for ${p.path} is answered differently by the new gateway (${p.part}), and no finding announced it`,
      'zh-CN': (p) => `路由 ${p.route}：新网关对 ${p.path} 的应答不同（${p.part}），且没有发现项预先说明`,
    },
    fix: {
      en: () => 'compare the two answers; please report the difference if the configuration is right',
      'zh-CN': () => '请比较两个应答；若配置无误，请报告此差异',
    },
    explanation: explain(
      'Before it gets traffic, the new gateway is asked the same requests as the old one.',
      '在接入流量之前，会向新旧网关发送相同的请求。',
    ),
  }),
  MIG035: define<{ part: string; path: string }>({
    level: 'error',
    title: { en: 'The edge changes what gateways receive', 'zh-CN': '边缘代理改变了网关收到的请求' },
    message: {
      en: (p) => `a request for ${p.path} arrives differently behind the edge (${p.part})`,
      'zh-CN': (p) => `对 ${p.path} 的请求经过边缘代理后到达时不同（${p.part}）`,
    },
    fix: {
      en: () => 'see whether a proxy between client and edge changes it; otherwise please report it',
      'zh-CN': () => '请检查客户端与边缘代理之间是否有代理改变了它；否则请报告此问题',
    },
    explanation: explain(
      'Limits, logs and access rules depend on what gateways are told of the client: address, X-Forwarded headers, host. A recording server shows what arrives behind the edge.',
      '限流、日志和访问规则取决于网关得知的客户端信息：地址、X-Forwarded 请求头、主机。记录服务器会显示经过边缘代理后到达的内容。',
    ),
  }),
  MIG018: define<{ phase: string; share: number }>({
    level: 'info',
    title: { en: 'Waits for an approval', 'zh-CN': '等待批准' },
    message: {
      en: (p) => `${p.share} % of ${p.phase} needs the approval of a human`,
      'zh-CN': (p) => `${p.phase} 提升到 ${p.share} % 需要人工批准`,
    },
    fix: {
      en: () => '`banyan approve NAME`, or `banyan rollback NAME`',
      'zh-CN': () => '`banyan approve NAME`，或 `banyan rollback NAME`',
    },
    explanation: explain(
      'The document says `approval: required` for this stage. What is in use stays watched meanwhile.',
      '文档对该阶段写有 `approval: required`。等待期间会继续监视已接入的流量。',
    ),
  }),
  MIG019: define<{ witnesses: number }>({
    level: 'info',
    title: { en: 'The edge is not noticed', 'zh-CN': '边缘代理未改变应答' },
    message: {
      en: (p) => `${p.witnesses} witness requests were answered through the edge as directly`,
      'zh-CN': (p) => `${p.witnesses} 个见证请求经边缘代理的应答与直连一致`,
    },
    fix: { en: () => 'nothing to do', 'zh-CN': () => '无需处理' },
    explanation: explain('Status, headers and body were compared.', '比较了状态码、头和正文。'),
  }),
  MIG020: define<{ witnesses: number; announced: number }>({
    level: 'info',
    title: { en: 'The new gateway answers as the old one', 'zh-CN': '新网关的应答与旧网关一致' },
    message: {
      en: (p) => `${p.witnesses} witness requests were answered alike; ${p.announced} of them differ as announced`,
      'zh-CN': (p) => `${p.witnesses} 个见证请求的应答一致；其中 ${p.announced} 个按预先说明存在差异`,
    },
    fix: { en: () => 'nothing to do', 'zh-CN': () => '无需处理' },
    explanation: explain('Status, headers and body were compared.', '比较了状态码、头和正文。'),
  }),
} as const;
