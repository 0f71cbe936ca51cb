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
  ENV047: define({
    level: 'info',
    title: { en: "Envoy's own answers to gRPC are in gRPC's words", 'zh-CN': 'Envoy 以 gRPC 形式回应 gRPC 请求' },
    message: {
      en: () =>
        "where Envoy answers a gRPC request by itself, because it is refused or no node answers, it says so in gRPC's words: 200 with grpc-status",
      'zh-CN': () => '当 Envoy 自行回应 gRPC 请求（被拒绝或没有节点应答）时，以 gRPC 形式表达：状态 200 与 grpc-status',
    },
    fix: {
      en: () => 'nothing: gRPC clients read 401, 403, 502 and 504 as the same codes that Envoy tells them',
      'zh-CN': () => '无需处理：gRPC 客户端将 401、403、502、504 理解为 Envoy 给出的相同代码',
    },
    explanation: {
      en: "The source answers with its status and a text. Envoy puts the text into grpc-message and the status into grpc-status, for every request whose type is gRPC's.",
      'zh-CN':
        '源网关返回状态码和文本；对于类型为 gRPC 的请求，Envoy 把文本放入 grpc-message，把状态放入 grpc-status。',
    },
  }),
} as const;
