/** Reading files: codes DOC001 and up. */
import { define } from '../finding/define.ts';
import { documentFile } from './document-file.ts';
import { documentText } from './document-text.ts';
import { explain } from './explain.ts';

export const document = {
  ...documentFile,
  DOC006: define<{ reason: string }>({
    level: 'error',
    title: { en: 'Broken YAML', 'zh-CN': 'YAML 语法错误' },
    message: {
      en: ({ reason }) => `this is no YAML: ${reason}`,
      'zh-CN': ({ reason }) => `YAML 语法错误：${reason}`,
    },
    fix: {
      en: () => 'correct the text at this place; quote a value that contains special characters',
      'zh-CN': () => '请修正此处的文本；包含特殊字符的值需要加引号',
    },
    explanation: explain('The text breaks the rules of YAML.', '文本不符合 YAML 语法规则。'),
  }),
  DOC007: define({
    level: 'error',
    title: { en: 'Tab in the indentation', 'zh-CN': '缩进中有制表符' },
    message: { en: () => 'a tab is used for indentation', 'zh-CN': () => '缩进使用了制表符' },
    fix: { en: () => 'indent with blanks', 'zh-CN': () => '请使用空格缩进' },
    explanation: explain('YAML forbids tabs in indentation.', 'YAML 禁止在缩进中使用制表符。'),
  }),
  DOC008: define({
    level: 'error',
    title: { en: 'Wrong indentation', 'zh-CN': '缩进错误' },
    message: {
      en: () => 'the indentation fits neither the entry above nor its parent, or a colon above has no blank behind it',
      'zh-CN': () => '缩进既不与上一项一致，也不与父级一致；或者上方的冒号后缺少空格',
    },
    fix: {
      en: () => "align the line with its neighbours, and write 'key: value' with a blank behind the colon",
      'zh-CN': () => '请将该行与相邻行对齐，并写成“key: value”（冒号后有空格）',
    },
    explanation: explain('YAML tells from the indentation what belongs together.', 'YAML 依据缩进判断从属关系。'),
  }),
  DOC009: define<{ mark: string }>({
    level: 'error',
    title: { en: 'Something is not closed', 'zh-CN': '缺少结束符号' },
    message: {
      en: ({ mark }) => `the ${mark} here is not closed before the next entry or the end of the file`,
      'zh-CN': ({ mark }) => `此处的 ${mark} 在下一项或文件结束之前没有关闭`,
    },
    fix: {
      en: () => 'close the quote, bracket or brace; put a value that contains one in quotes of the other kind',
      'zh-CN': () => '请补上对应的引号、方括号或花括号；如果值中本来就含有它，请用另一种引号括起整个值',
    },
    explanation: explain(
      'A quote, bracket or brace was opened and never closed, or what it holds begins too far to the left.',
      '有引号、方括号或花括号打开后未关闭，或者其内容的缩进过浅。',
    ),
  }),
  DOC010: define({
    level: 'error',
    title: { en: 'A separator is missing', 'zh-CN': '缺少分隔符' },
    message: { en: () => "a ':' or ',' is missing here", 'zh-CN': () => '此处缺少“:”或“,”' },
    fix: {
      en: () => "write 'key: value' with a blank after the colon, and commas between entries in brackets",
      'zh-CN': () => '请写成“key: value”（冒号后有空格），括号内的各项之间用逗号分隔',
    },
    explanation: explain(
      'A key must be followed by a colon and a blank; entries in brackets are separated by commas.',
      '键之后必须有冒号和空格；括号内的各项之间用逗号分隔。',
    ),
  }),
  DOC011: define<{ key: string; line: number }>({
    level: 'error',
    title: { en: 'A key stands twice', 'zh-CN': '键重复' },
    message: {
      en: ({ key, line }) =>
        `the key '${key}' stands twice in this object; the first one has its value in line ${line}`,
      'zh-CN': ({ key, line }) => `键“${key}”在该对象中重复出现；第一个的值在第 ${line} 行`,
    },
    fix: {
      en: () => 'remove one of them, or merge their values',
      'zh-CN': () => '请删除其中一个，或合并它们的值',
    },
    explanation: explain(
      'Readers disagree about which of two equal keys counts, so neither is taken.',
      '对于重复的键，不同的读取器取值不同，因此两者都不采用。',
    ),
  }),
  DOC012: define<{ name: string }>({
    level: 'error',
    title: { en: 'Alias without anchor', 'zh-CN': '别名没有对应的锚点' },
    message: {
      en: ({ name }) => `the alias '*${name}' names an anchor that does not stand before it`,
      'zh-CN': ({ name }) => `别名“*${name}”所指的锚点在其之前不存在`,
    },
    fix: {
      en: ({ name }) => `define '&${name}' above, or quote the text if it is no alias`,
      'zh-CN': ({ name }) => `请在前面定义“&${name}”；如果不是别名，请为文本加引号`,
    },
    explanation: explain(
      'A plain value that begins with a star is an alias in YAML.',
      '在 YAML 中，以星号开头的未加引号的值是别名。',
    ),
  }),
  DOC013: define<{ name: string }>({
    level: 'error',
    title: { en: 'An alias contains itself', 'zh-CN': '别名包含自身' },
    message: {
      en: ({ name }) => `the alias '*${name}' stands inside its own anchor and would never end`,
      'zh-CN': ({ name }) => `别名“*${name}”位于其自身的锚点之内，展开不会结束`,
    },
    fix: { en: () => 'write the inner value out', 'zh-CN': () => '请将内部的值直接写出' },
    explanation: explain('A value that contains itself cannot be converted.', '包含自身的值无法转换。'),
  }),
  DOC014: define<{ limit: number }>({
    level: 'error',
    title: { en: 'Aliases expand to too much', 'zh-CN': '别名展开后过大' },
    message: {
      en: ({ limit }) => `written out, the aliases up to here stand for more than ${limit} values`,
      'zh-CN': ({ limit }) => `展开后，到此处为止的别名代表的值超过 ${limit} 个`,
    },
    fix: {
      en: () => 'use fewer nested aliases',
      'zh-CN': () => '请减少嵌套的别名',
    },
    explanation: explain(
      'Aliases of aliases can blow up a small file beyond any memory.',
      '别名的层层引用可使很小的文件膨胀到超出任何内存。',
    ),
  }),
  DOC015: define<{ limit: number }>({
    level: 'error',
    title: { en: 'Nested too deeply', 'zh-CN': '嵌套过深' },
    message: {
      en: ({ limit }) => `lists and objects are nested more than ${limit} levels deep`,
      'zh-CN': ({ limit }) => `列表和对象的嵌套超过 ${limit} 层`,
    },
    fix: { en: () => 'flatten the structure at this place', 'zh-CN': () => '请简化此处的结构' },
    explanation: explain('No configuration needs such depth.', '没有配置需要如此深的嵌套。'),
  }),
  DOC016: define<{ found: string }>({
    level: 'error',
    title: { en: 'Wrong type at the top', 'zh-CN': '顶层类型错误' },
    message: {
      en: ({ found }) => `the file must hold an object at the top, but it is a ${found}`,
      'zh-CN': ({ found }) => `文件顶层必须是对象，实际为 ${found}`,
    },
    fix: {
      en: () => "write 'name: value' entries at the top, such as 'routes:'",
      'zh-CN': () => '请在顶层写“名称: 值”形式的条目，例如“routes:”',
    },
    explanation: explain('A configuration is an object with named sections.', '配置是由命名部分组成的对象。'),
  }),
  DOC017: define<{ count: number }>({
    level: 'error',
    title: { en: 'More than one document', 'zh-CN': '包含多个文档' },
    message: {
      en: ({ count }) => `the file holds ${count} documents, but only one is read`,
      'zh-CN': ({ count }) => `文件包含 ${count} 个文档，但只读取一个`,
    },
    fix: {
      en: () => "put each document into a file of its own; remove the '---' between them",
      'zh-CN': () => '请将每个文档放入单独的文件，并删除其间的“---”',
    },
    explanation: {
      en: 'Where one document is expected, everything after the first is not looked at by the program that reads the file.',
      'zh-CN': '在只需要一个文档的地方，读取该文件的程序不会处理第一个之后的内容。',
    },
  }),
  DOC018: define({
    level: 'error',
    title: { en: 'A key is not text', 'zh-CN': '键不是文本' },
    message: {
      en: () => 'a list or object is used as a key',
      'zh-CN': () => '列表或对象被用作键',
    },
    fix: {
      en: () => 'use text as the key; quote a value that begins with [ or {',
      'zh-CN': () => '请使用文本作为键；以 [ 或 { 开头的值需要加引号',
    },
    explanation: explain(
      "Often an unquoted template such as {{name}} is the cause: YAML reads '{' as the beginning of an object.",
      '常见原因是未加引号的模板（如 {{name}}）：YAML 将“{”视为对象的开头。',
    ),
  }),
  DOC019: define<{ tag: string }>({
    level: 'error',
    title: { en: 'Unknown tag', 'zh-CN': '未知标签' },
    message: {
      en: ({ tag }) => `the tag '${tag}' is unknown or does not fit the value`,
      'zh-CN': ({ tag }) => `标签“${tag}”未知或与值不符`,
    },
    fix: {
      en: () => 'remove the tag; quote the value if it begins with an exclamation mark',
      'zh-CN': () => '请删除该标签；以感叹号开头的值需要加引号',
    },
    explanation: explain(
      'Only !!str, !!int, !!float, !!bool, !!null, !!map and !!seq are understood.',
      '仅支持 !!str、!!int、!!float、!!bool、!!null、!!map 和 !!seq。',
    ),
  }),
  DOC020: define<{ expected: string }>({
    level: 'error',
    title: { en: 'Broken JSON', 'zh-CN': 'JSON 语法错误' },
    message: {
      en: ({ expected }) => `this is no JSON: expected ${expected}`,
      'zh-CN': ({ expected }) => `JSON 语法错误：此处应为 ${expected}`,
    },
    fix: {
      en: () => 'correct the text at this place; JSON knows neither comments nor trailing commas',
      'zh-CN': () => '请修正此处的文本；JSON 不支持注释和末尾逗号',
    },
    explanation: explain('The text breaks the rules of JSON (RFC 8259).', '文本不符合 JSON（RFC 8259）语法规则。'),
  }),
  DOC021: define({
    level: 'error',
    title: { en: 'Merge key without alias', 'zh-CN': '合并键没有引用别名' },
    message: {
      en: () => "'<<' must name an alias of an object, or a list of such aliases",
      'zh-CN': () => '“<<”必须引用对象的别名，或此类别名的列表',
    },
    fix: {
      en: () => 'write the entries directly into the object, or quote the key if it is meant literally',
      'zh-CN': () => '请将条目直接写入对象；如果是字面含义，请为该键加引号',
    },
    explanation: explain(
      'The merge key takes over the entries of an object that stands elsewhere.',
      '合并键用于引入其他位置的对象的条目。',
    ),
  }),
  ...documentText,
} as const;
