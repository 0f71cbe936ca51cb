/** Values that lack quotes, or have too many: codes DOC024 to DOC026. */
import { define } from '../finding/define.ts';
import { explain } from './explain.ts';

const quote = {
  en: () => 'put the whole value in quotes',
  'zh-CN': () => '请为整个值加上引号',
};

export const documentText = {
  DOC024: define<{ character: string }>({
    level: 'error',
    title: { en: 'A value begins with a reserved character', 'zh-CN': '值以保留字符开头' },
    message: {
      en: ({ character }) => `without quotes no value can begin with '${character}'`,
      'zh-CN': ({ character }) => `未加引号的值不能以“${character}”开头`,
    },
    fix: quote,
    explanation: explain('YAML keeps this character for purposes of its own.', 'YAML 将该字符保留作特殊用途。'),
  }),
  DOC025: define({
    level: 'error',
    title: { en: 'Text behind a closing quote', 'zh-CN': '结束引号之后还有文本' },
    message: {
      en: () => 'the quote before this place ends the value, but text follows',
      'zh-CN': () => '此处之前的引号已结束该值，但其后还有文本',
    },
    fix: {
      en: () => 'close the quote of the value before, or put the whole value in quotes of the other kind',
      'zh-CN': () => '请补上前一个值的结束引号，或用另一种引号括起整个值',
    },
    explanation: explain(
      'Either a quote is missing further up, or the value contains the quote it stands in.',
      '要么前面缺少一个引号，要么值中含有与外层相同的引号。',
    ),
  }),
  DOC026: define({
    level: 'error',
    title: { en: 'A value contains a colon', 'zh-CN': '值中含有冒号' },
    message: {
      en: () => "a value without quotes contains ': ', which separates a key from its value",
      'zh-CN': () => '未加引号的值中含有“: ”，它用于分隔键和值',
    },
    fix: quote,
    explanation: explain('A colon and a blank begin a value in YAML.', '在 YAML 中，冒号加空格表示值的开始。'),
  }),
} as const;
