/** Answers that Envoy writes in another form: codes ENV046 and ENV047. */
import { define } from '../finding/define.ts';

export const envoyAnswers = {
  ENV046: define({
    level: 'info',
    title: { en: 'The location of a redirect is written differently', 'zh-CN': '重定向 Location 的写法不同' },
    message: {
      en: () => 'a redirect by pattern gives an absolute location, with what it takes from the path escaped as sent',
      'zh-CN': () => '基于模式的重定向给出绝对形式的 Location，取自路径的部分保持发送时的转义',
    },
    fix: {
      en: () =>
        'nothing: both locations lead to the same place; allow Lua (--allow lua) for the very text of the source',
      'zh-CN': () => '无需处理：两种 Location 指向同一处；若需与源网关完全一致，请允许使用 Lua（--allow lua）',
    },
    explanation: {
      en: 'Envoy completes a location with scheme and host and does not decode what a pattern has captured.',
      'zh-CN': 'Envoy 会为 Location 补全协议和主机名，并且不对模式捕获的内容解码。',
    },
  }),
} as const;
