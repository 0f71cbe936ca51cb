/** The signed evidence of a migration. Codes ENG010 to ENG019. */
import { define } from '../finding/define.ts';

export const engineEvidence = {
  ENG010: define<{ file: string }>({
    level: 'error',
    title: { en: 'No key for evidence', 'zh-CN': '没有可用于证据的密钥' },
    message: {
      en: (p) => `${p.file} holds no Ed25519 key in PEM.`,
      'zh-CN': (p) => `${p.file} 中没有 PEM 格式的 Ed25519 密钥。`,
    },
    fix: {
      en: () =>
        'Name the public key of whoever signs; a key of the data directory that is broken can be moved away, and a new one is made.',
      'zh-CN': () => '请指定签名者的公钥；数据目录中损坏的密钥可以移走，之后会生成新的密钥。',
    },
    explanation: {
      en: 'Evidence is signed with a key of the data directory, made when it is needed for the first time. Evidence that was signed before stays valid under the old key.',
      'zh-CN': '证据用数据目录中的密钥签名，首次需要时生成。以前签名的证据在旧密钥下仍然有效。',
    },
  }),
  ENG011: define<{ file: string; line: number; reason: string }>({
    level: 'error',
    title: { en: 'Not whole evidence', 'zh-CN': '证据不完整' },
    message: {
      en: (p) => `${p.file}:${p.line} is not evidence of a migration as Banyan writes it: ${p.reason}.`,
      'zh-CN': (p) => `${p.file}:${p.line} 不是 Banyan 写出的迁移证据：${p.reason}。`,
    },
    fix: {
      en: () => 'Take the file as `banyan evidence NAME` wrote it, byte for byte.',
      'zh-CN': () => '请使用 `banyan evidence NAME` 写出的原始文件，逐字节不变。',
    },
    explanation: {
      en: 'Evidence is a head, the events of a history from the first without gaps, and a signature over all of it. Something of that is missing or out of order.',
      'zh-CN': '证据由头部、从第一条起无间断的历史事件，以及对全部内容的签名组成。其中有缺失或顺序错误。',
    },
  }),
  ENG012: define<{ file: string; key: string }>({
    level: 'error',
    title: { en: 'The signature does not hold', 'zh-CN': '签名不成立' },
    message: {
      en: (p) => `${p.file} was changed after it was signed, or was not signed with the key ${p.key}.`,
      'zh-CN': (p) => `${p.file} 在签名后被改动，或不是用密钥 ${p.key} 签名的。`,
    },
    fix: {
      en: () => 'Do not rely on the file; ask for it again from whoever ran the migration, and compare the key.',
      'zh-CN': () => '请勿采信该文件；请向执行迁移的人重新索取，并核对密钥。',
    },
    explanation: {
      en: 'The last line signs every byte before it with Ed25519. A single changed character makes it invalid.',
      'zh-CN': '最后一行用 Ed25519 对之前的每个字节签名。改动任何一个字符都会使其失效。',
    },
  }),
} as const;
