/** Splits that a cloud provider keeps: codes TRF070 to TRF079. */
import { define } from '../finding/define.ts';

export const cloudSplits = {
  TRF070: define<{ service: string; reason: string }>({
    level: 'error',
    title: { en: 'The provider does not answer', 'zh-CN': '云服务没有应答' },
    message: {
      en: ({ service, reason }) => `${service} does not answer: ${reason}`,
      'zh-CN': ({ service, reason }) => `${service} 没有应答：${reason}`,
    },
    fix: {
      en: () =>
        'see whether others use up the account’s requests, and whether the credentials are valid; then try again',
      'zh-CN': () => '检查账户的请求配额是否被其他程序用尽、凭据是否有效；然后重试',
    },
    explanation: {
      en: 'The official client has tried several times with growing waits. A write that got no answer may have taken effect; it is read before the next.',
      'zh-CN': '官方客户端已多次重试且等待时间递增。未得到应答的写入可能已生效；下次写入前会重新读取。',
    },
  }),
  TRF071: define<{ service: string; reason: string }>({
    level: 'error',
    title: { en: 'The provider refused the write', 'zh-CN': '云服务拒绝了写入' },
    message: {
      en: ({ service, reason }) => `${service} refused: ${reason}`,
      'zh-CN': ({ service, reason }) => `${service} 拒绝了请求：${reason}`,
    },
    fix: {
      en: () => 'correct what the provider names: a permission, a value, a limit of the account',
      'zh-CN': () => '按云服务的提示修正：权限、取值或账户限制',
    },
    explanation: {
      en: 'The words are the provider’s own. A change is taken as a whole or not at all, so what was there before is still in force.',
      'zh-CN': '原因由云服务给出。更改要么整体生效，要么完全不生效，因此之前的内容仍然有效。',
    },
  }),
  TRF072: define<{ migration: string; name: string; owner: string }>({
    level: 'error',
    title: { en: 'external-dns owns the record', 'zh-CN': '记录由 external-dns 管理' },
    message: {
      en: ({ migration, name, owner }) => `${migration} cannot divide ${name}: external-dns (${owner}) owns it`,
      'zh-CN': ({ migration, name, owner }) => `${migration} 无法划分 ${name}：它由 external-dns（${owner}）管理`,
    },
    fix: {
      en: () =>
        'exclude the name from external-dns and delete its TXT record, or give both sides weights by its annotations',
      'zh-CN': () => '将该名称从 external-dns 中排除并删除其 TXT 记录，或通过其注解为两侧设置权重',
    },
    explanation: {
      en: 'external-dns writes its own answer back about once a minute, and with it every share. Its TXT record says that the name is its own.',
      'zh-CN': 'external-dns 大约每分钟写回自己的记录，会覆盖所有份额。其 TXT 记录表明该名称归它管理。',
    },
  }),
  TRF073: define<{ migration: string; name: string; reason: string }>({
    level: 'error',
    title: { en: 'A name is not as the migration needs it', 'zh-CN': '名称不符合迁移所需' },
    message: {
      en: ({ migration, name, reason }) => `${migration}: ${name}: ${reason}`,
      'zh-CN': ({ migration, name, reason }) => `${migration}：${name}：${reason}`,
    },
    fix: {
      en: () => 'compare the document with the zone; `banyan run` makes simple records weighted before the first share',
      'zh-CN': () => '对照文档与托管区域；`banyan run` 会在首个份额之前将简单记录转换为加权记录',
    },
    explanation: {
      en: 'A simple record that answers with the old gateway is made two weighted ones. Whatever else a name answers belongs to somebody else. Nothing was written.',
      'zh-CN': '指向旧网关的简单记录会转换为两条加权记录。名称的其他应答属于他人。没有写入任何内容。',
    },
  }),
  TRF074: define<{ migration: string; generation: number; status: string }>({
    level: 'error',
    title: { en: 'The name servers do not all have the shares', 'zh-CN': '并非所有名称服务器都有该份额' },
    message: {
      en: ({ migration, generation, status }) =>
        `${migration}: generation ${generation} is taken, its state is ${status}`,
      'zh-CN': ({ migration, generation, status }) => `${migration}：第 ${generation} 代已被接受，其状态为 ${status}`,
    },
    fix: {
      en: () => 'nothing to do: it is asked again, and generally INSYNC within a minute',
      'zh-CN': () => '无需操作：会再次查询，通常一分钟内变为 INSYNC',
    },
    explanation: {
      en: 'A change is believed when Route 53 says INSYNC. Of a change that another process sent only its age is known; after a minute it is believed.',
      'zh-CN': '只有 Route 53 报告 INSYNC 时才予采信。对于由其他进程发出的更改只知道其时间；一分钟后予以采信。',
    },
  }),
  TRF075: define<{
    migration: string;
    phase: string;
    name: string;
    type: string;
    recorded: number;
    loaded: number;
  }>({
    level: 'error',
    title: { en: 'Somebody else changed the records', 'zh-CN': '记录被他人修改' },
    message: {
      en: ({ migration, phase, name, type, recorded, loaded }) =>
        `${migration}: ${name} ${type} gives ${phase} ${Number.isNaN(loaded) ? 'other answers' : `${loaded} % on the new side`}, recorded are ${recorded} %`,
      'zh-CN': ({ migration, phase, name, type, recorded, loaded }) =>
        `${migration}：${name} ${type} 中 ${phase} ${Number.isNaN(loaded) ? '有其他应答' : `在新侧的份额为 ${loaded} %`}，记录为 ${recorded} %`,
    },
    fix: {
      en: () =>
        'find the second writer: Terraform needs `ignore_changes = [weighted_routing_policy]` while the migration runs',
      'zh-CN': () => '找出第二个写入者：迁移期间 Terraform 需要 `ignore_changes = [weighted_routing_policy]`',
    },
    explanation: {
      en: 'The weights do not agree with the note that every write leaves beside them in the same batch; or a set that is not the migration’s takes a part.',
      'zh-CN': '权重与每次写入时同批留下的记录不一致，或有不属于该迁移的记录集参与了应答。',
    },
  }),
  TRF076: define<{ migration: string; balancer: string; reason: string }>({
    level: 'error',
    title: { en: 'The load balancer does not go by these weights', 'zh-CN': '负载均衡器不按这些权重分配' },
    message: {
      en: ({ migration, balancer, reason }) => `${migration}: load balancer ${balancer}: ${reason}`,
      'zh-CN': ({ migration, balancer, reason }) => `${migration}：负载均衡器 ${balancer}：${reason}`,
    },
    fix: {
      en: () =>
        'give it both pools, the steering policy random, no session affinity, and no rules or pools for regions while the migration runs',
      'zh-CN': () => '迁移期间为其配置两侧的池、random 调度策略，关闭会话保持，且不使用规则或地区池',
    },
    explanation: {
      en: 'A share that is written must be the share that requests get, on the way forward and on the way back. A load balancer belongs to one migration; its description says to which. Nothing was written.',
      'zh-CN':
        '写入的份额必须等于请求实际获得的份额，前进和回退时都是如此。每个负载均衡器只属于一个迁移，其描述中注明。没有写入任何内容。',
    },
  }),
} as const;
