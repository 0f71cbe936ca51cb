/** Splits in a Kubernetes cluster: codes TRF060 to TRF069. */
import { define } from '../finding/define.ts';

export const kubernetesSplits = {
  TRF060: define<{ migration: string; host: string; gateway: string; owner: string; object: string }>({
    level: 'error',
    title: { en: 'The host belongs to somebody else', 'zh-CN': '主机已被占用' },
    message: {
      en: ({ migration, host, gateway, owner, object }) =>
        `${migration} cannot divide ${host} on ${gateway}: ${object}${owner === '' ? '' : ` of the migration ${owner}`} routes it already`,
      'zh-CN': ({ migration, host, gateway, owner, object }) =>
        `${migration} 无法划分 ${gateway} 上的 ${host}：${owner === '' ? '' : `迁移 ${owner} 的 `}${object} 已在路由该主机`,
    },
    fix: {
      en: ({ owner }) =>
        owner === ''
          ? 'move the host out of that object; its routes belong behind the split, on the old or the new gateway'
          : `finish or roll back ${owner} first, or leave the host out of one of the two`,
      'zh-CN': ({ owner }) =>
        owner === ''
          ? '从该对象中移除此主机；其路由应放在划分之后的旧网关或新网关上'
          : `先完成或回滚 ${owner}，或从其中一个迁移中去掉该主机`,
    },
    explanation: {
      en: 'Rules of two objects for one host are merged in an order that nobody chose. A host behind a gateway is divided by one object, of one migration.',
      'zh-CN': '同一主机的两个对象的规则会以不确定的顺序合并。网关后的每个主机只能由一个迁移的一个对象来划分。',
    },
  }),
  TRF061: define<{ server: string; reason: string }>({
    level: 'error',
    title: { en: 'The cluster does not answer', 'zh-CN': '集群没有应答' },
    message: {
      en: ({ server, reason }) => `${server} does not answer: ${reason}`,
      'zh-CN': ({ server, reason }) => `${server} 没有应答：${reason}`,
    },
    fix: {
      en: () => 'try `kubectl get --raw /readyz` with the same kubeconfig; traffic goes on with what the gateways have',
      'zh-CN': () => '使用同一 kubeconfig 运行 `kubectl get --raw /readyz`；流量按网关已有配置继续',
    },
    explanation: {
      en: 'The API server was not reached, or did not let the account read what the switch needs. A write that got no answer may have taken effect; it is read before the next.',
      'zh-CN': '无法访问 API 服务器，或该账户无权读取所需内容。未得到应答的写入可能已生效；下次写入前会重新读取。',
    },
  }),
  TRF062: define<{ object: string; reason: string }>({
    level: 'error',
    title: { en: 'The cluster refused the write', 'zh-CN': '集群拒绝了写入' },
    message: {
      en: ({ object, reason }) => `${object} was not written: ${reason}`,
      'zh-CN': ({ object, reason }) => `${object} 未写入：${reason}`,
    },
    fix: {
      en: () => 'correct what the API server names: a permission, an admission rule, a field',
      'zh-CN': () => '按 API 服务器的提示修正：权限、准入规则或字段',
    },
    explanation: {
      en: 'The words are the API server’s own. What was there before is still in force.',
      'zh-CN': '原因由 API 服务器给出。之前的内容仍然有效。',
    },
  }),
  TRF063: define<{ migration: string; generation: number; replica: string; loaded: number }>({
    level: 'error',
    title: { en: 'A gateway has not loaded the shares', 'zh-CN': '有网关尚未加载份额' },
    message: {
      en: ({ migration, generation, replica, loaded }) =>
        `${migration}: generation ${generation} is written, but ${replica} has ${loaded < 0 ? 'no rules of it' : `generation ${loaded}`}`,
      'zh-CN': ({ migration, generation, replica, loaded }) =>
        `${migration}：第 ${generation} 代已写入，但 ${replica} ${loaded < 0 ? '没有其规则' : `仍为第 ${loaded} 代`}`,
    },
    fix: {
      en: () => 'see whether istiod runs (`istioctl proxy-status`); nothing to do while it waits for quiet',
      'zh-CN': () => '检查 istiod 是否运行（`istioctl proxy-status`）；若其在等待变更平静则无需操作',
    },
    explanation: {
      en: 'A split counts when every replica of the gateway shows its generation and its weights in its own configuration dump. Istiod waits for quiet before it tells them.',
      'zh-CN':
        '只有当网关的每个副本都在自己的配置转储中显示该代及其权重时，划分才算生效。istiod 会等变更平静后才下发。',
    },
  }),
  TRF064: define<{
    migration: string;
    phase: string;
    recorded: number;
    loaded: number;
    manager: string;
    object: string;
  }>({
    level: 'error',
    title: { en: 'Somebody else changed the split', 'zh-CN': '划分被他人修改' },
    message: {
      en: ({ migration, phase, recorded, loaded, manager, object }) =>
        `${migration}: ${object} gives ${phase} ${loaded} % on the new side, recorded are ${recorded} %; last written by ${manager}`,
      'zh-CN': ({ migration, phase, recorded, loaded, manager, object }) =>
        `${migration}：${object} 中 ${phase} 在新侧的份额为 ${loaded} %，记录为 ${recorded} %；最后由 ${manager} 写入`,
    },
    fix: {
      en: ({ manager }) => `stop ${manager} from writing to this object; the next write of the migration puts it right`,
      'zh-CN': ({ manager }) => `停止 ${manager} 对该对象的写入；迁移的下一次写入会将其恢复`,
    },
    explanation: {
      en: 'The weights do not agree with the record beside them. The name is the field manager that the API server noted.',
      'zh-CN': '权重与旁边的记录不一致。名称是 API 服务器记录的字段管理者。',
    },
  }),
  TRF065: define<{ migration: string; object: string }>({
    level: 'error',
    title: { en: 'The split is not in the cluster', 'zh-CN': '集群中没有该划分' },
    message: {
      en: ({ migration, object }) => `${migration}: there is no ${object}`,
      'zh-CN': ({ migration, object }) => `${migration}：不存在 ${object}`,
    },
    fix: {
      en: () => '`banyan run` puts it in front; if somebody deleted it, resume the migration',
      'zh-CN': () => '`banyan run` 会放置它；如果被人删除，请恢复迁移',
    },
    explanation: {
      en: 'Shares can be written only while the object that holds the split is there. A write does not make it: it could be a late one, of a migration that is over.',
      'zh-CN': '只有保存划分的对象存在时才能写入份额。写入不会创建它，因为那可能是已结束迁移的迟到写入。',
    },
  }),
  TRF066: define<{ gateway: string; reason: string }>({
    level: 'error',
    title: { en: 'No replica of the gateway can be asked', 'zh-CN': '无法询问网关的任何副本' },
    message: {
      en: ({ gateway, reason }) => `no replica of ${gateway} can be asked what it has loaded: ${reason}`,
      'zh-CN': ({ gateway, reason }) => `无法询问 ${gateway} 的副本已加载的内容：${reason}`,
    },
    fix: {
      en: () => 'see that its pods are ready, and that the account may list pods and create pods/portforward there',
      'zh-CN': () => '确认其 Pod 已就绪，且该账户可以列出 Pod 并创建 pods/portforward',
    },
    explanation: {
      en: 'What was written is believed when the gateway itself shows it. Its Envoys are asked through the API server, as istioctl does.',
      'zh-CN': '只有网关自身显示已写入的内容时才予采信。与 istioctl 一样，通过 API 服务器询问其 Envoy。',
    },
  }),
  TRF067: define<{ migration: string; object: string; manager: string }>({
    level: 'error',
    title: { en: 'Somebody else holds the split', 'zh-CN': '划分由他人持有' },
    message: {
      en: ({ migration, object, manager }) => `${migration}: ${object} was last written by ${manager}`,
      'zh-CN': ({ migration, object, manager }) => `${migration}：${object} 最后由 ${manager} 写入`,
    },
    fix: {
      en: ({ manager }) => `stop ${manager} from writing to this object; the next write of the migration puts it right`,
      'zh-CN': ({ manager }) => `停止 ${manager} 对该对象的写入；迁移的下一次写入会将其恢复`,
    },
    explanation: {
      en: 'The weights are as recorded, but the rules, the hosts, the gateways or the record are not the migration’s any more.',
      'zh-CN': '权重与记录一致，但规则、主机、网关或记录已不再属于该迁移。',
    },
  }),
  TRF068: define<{ migration: string; generation: number; written: number; all: number; reason: string }>({
    level: 'error',
    title: { en: 'A split is written in part', 'zh-CN': '划分只写入了一部分' },
    message: {
      en: ({ migration, generation, written, all, reason }) =>
        `${migration}: generation ${generation} is in ${written} of ${all} objects, the rest have the shares from before: ${reason}`,
      'zh-CN': ({ migration, generation, written, all, reason }) =>
        `${migration}：第 ${generation} 代已写入 ${all} 个对象中的 ${written} 个，其余仍为之前的份额：${reason}`,
    },
    fix: {
      en: () => 'nothing to do: the same write goes on where it stopped, and any newer one takes its place',
      'zh-CN': () => '无需操作：同一写入会从中断处继续，更新的写入会取而代之',
    },
    explanation: {
      en: 'A split that needs several objects is written one after the other; each phase has either its old or its new share.',
      'zh-CN': '需要多个对象的划分会逐个写入；每个阶段的份额要么是旧值，要么是新值。',
    },
  }),
  TRF069: define<{ migration: string; phase: string; other: string; reason: string }>({
    level: 'error',
    title: { en: 'Gateway API would choose another phase', 'zh-CN': 'Gateway API 会选择另一个阶段' },
    message: {
      en: ({ migration, phase, other, reason }) =>
        other === ''
          ? `${migration}: ${phase} has ${reason}, for which Gateway API has no order`
          : `${migration}: ${phase} is tried before ${other}, but Gateway API tries them the other way round (${reason})`,
      'zh-CN': ({ migration, phase, other, reason }) =>
        other === ''
          ? `${migration}：${phase} 使用了正则表达式，Gateway API 没有为其规定顺序`
          : `${migration}：${phase} 应先于 ${other} 匹配，但 Gateway API 的顺序相反（${reason}）`,
    },
    fix: {
      en: () => 'move both in one phase, or divide the traffic by another switch',
      'zh-CN': () => '将两者放入同一阶段，或使用其他切换器',
    },
    explanation: {
      en: 'An HTTPRoute cannot say which rule is tried first: exact paths win over prefixes, longer prefixes over shorter ones. Nothing was written.',
      'zh-CN': 'HTTPRoute 无法规定规则的先后：精确路径优先于前缀，较长的前缀优先于较短的前缀。没有写入任何内容。',
    },
  }),
} as const;
