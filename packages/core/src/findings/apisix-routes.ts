/** How APISIX matches requests: codes APX030 to APX049. */
import { define } from '../finding/define.ts';

export const apisixRoutes = {
  APX030: define<{ router: string }>({
    level: 'warning',
    title: { en: 'The route matcher is assumed', 'zh-CN': '路由匹配器为假定值' },
    message: {
      en: ({ router }) => `no config.yaml says which route matcher runs; ${router}, the default, is assumed`,
      'zh-CN': ({ router }) => `没有 config.yaml 说明所用的路由匹配器；假定为默认值 ${router}`,
    },
    fix: {
      en: () => 'put config.yaml beside the configuration, or name it with --config',
      'zh-CN': () => '请把 config.yaml 放在配置旁边，或用 --config 指定',
    },
    explanation: {
      en: 'The same routes are tried in another order by radixtree_uri and radixtree_host_uri, so answers can differ.',
      'zh-CN': 'radixtree_uri 与 radixtree_host_uri 尝试相同路由的顺序不同，因此应答可能不同。',
    },
  }),
  APX031: define<{ address: string; port: number }>({
    level: 'warning',
    title: { en: 'The listener is assumed', 'zh-CN': '监听地址为假定值' },
    message: {
      en: ({ address, port }) => `nothing says where the gateway listens; ${address}:${port} is assumed`,
      'zh-CN': ({ address, port }) => `没有说明网关的监听地址；假定为 ${address}:${port}`,
    },
    fix: {
      en: () => 'name config.yaml beside the configuration, or use --listen',
      'zh-CN': () => '请同时提供 config.yaml，或使用 --listen',
    },
    explanation: {
      en: 'node_listen in config.yaml says where APISIX listens. Without it the target listens on loopback only.',
      'zh-CN': 'config.yaml 中的 node_listen 说明 APISIX 的监听地址。缺少时，目标网关只监听回环地址。',
    },
  }),
  APX032: define<{ path: string }>({
    level: 'warning',
    title: { en: 'The path matches nothing', 'zh-CN': '路径不匹配任何请求' },
    message: {
      en: ({ path }) =>
        `APISIX takes the characters of '${path}' for a regular expression that does not match them; no request matches`,
      'zh-CN': ({ path }) => `APISIX 将“${path}”中的字符当作正则表达式，而该表达式与其自身不匹配；没有请求会匹配`,
    },
    fix: {
      en: () => 'avoid + ( ) [ ] { } ? | ^ $ and \\ in paths with a wildcard',
      'zh-CN': () => '带通配符的路径中请避免使用 + ( ) [ ] { } ? | ^ $ 和 \\',
    },
    explanation: {
      en: 'In a path with a wildcard APISIX does not escape special characters. The target leaves the path out, as APISIX in effect does.',
      'zh-CN': '对于带通配符的路径，APISIX 不会转义特殊字符。目标网关会忽略该路径，效果与 APISIX 相同。',
    },
  }),
  APX033: define<{ path: string; prefix: string; ignored: string }>({
    level: 'info',
    title: { en: 'Part of the path is ignored', 'zh-CN': '路径的一部分被忽略' },
    message: {
      en: ({ path, prefix, ignored }) =>
        `in '${path}' APISIX ignores '${ignored}': everything that begins with '${prefix}' matches`,
      'zh-CN': ({ path, prefix, ignored }) => `APISIX 会忽略“${path}”中的“${ignored}”：以“${prefix}”开头的路径都匹配`,
    },
    fix: {
      en: () => 'put a wildcard at the beginning of a segment if the rest is meant to count',
      'zh-CN': () => '如果希望其余部分生效，请将通配符放在路径段的开头',
    },
    explanation: {
      en: 'A star in the middle of a segment ends the path for APISIX. The target matches the same paths.',
      'zh-CN': '对 APISIX 而言，路径段中间的星号即为路径的结尾。目标网关匹配相同的路径。',
    },
  }),
  APX034: define<{ route: string; regex: string }>({
    level: 'error',
    title: { en: 'The path is no RE2 expression', 'zh-CN': '路径不是 RE2 表达式' },
    message: {
      en: ({ route, regex }) =>
        `route '${route}': the expression ${regex} uses what RE2 does not have; the route is closed`,
      'zh-CN': ({ route, regex }) => `路由“${route}”：表达式 ${regex} 使用了 RE2 不支持的语法；该路由被关闭`,
    },
    fix: {
      en: () => 'write the path without special characters, or several paths',
      'zh-CN': () => '请书写不含特殊字符的路径，或拆分为多个路径',
    },
    explanation: {
      en: 'APISIX matches such paths with PCRE. A route that cannot be matched exactly is not opened.',
      'zh-CN': 'APISIX 使用 PCRE 匹配此类路径。无法精确匹配的路由不会开放。',
    },
  }),
  APX035: define<{ route: string }>({
    level: 'error',
    title: { en: 'A condition cannot be expressed', 'zh-CN': '条件无法表达' },
    message: {
      en: ({ route }) => `route '${route}': this condition has no counterpart; the route is closed`,
      'zh-CN': ({ route }) => `路由“${route}”：该条件没有对应的表达方式；该路由被关闭`,
    },
    fix: {
      en: () => 'use other variables, or an expression without look-around and back-references',
      'zh-CN': () => '请使用其他变量，或不含环视和反向引用的表达式',
    },
    explanation: {
      en: 'Conditions on the body, on GraphQL or with PCRE-only syntax cannot be tested by the target. A route that cannot be matched exactly is not opened.',
      'zh-CN': '目标网关无法测试针对请求体、GraphQL 或仅 PCRE 支持的语法的条件。无法精确匹配的路由不会开放。',
    },
  }),
  APX036: define<{ host: string }>({
    level: 'warning',
    title: { en: 'The host matches nothing', 'zh-CN': '主机名不匹配任何请求' },
    message: {
      en: ({ host }) => `'${host}' can match no request: APISIX compares names in lower case and without port`,
      'zh-CN': ({ host }) => `“${host}”不会匹配任何请求：APISIX 比较的是小写且不含端口的名称`,
    },
    fix: { en: () => 'write the name in lower case and without port', 'zh-CN': () => '请使用小写且不含端口的名称' },
    explanation: {
      en: 'With radixtree_host_uri a port in a host pattern, or a capital letter in a service host, makes it unreachable. The target leaves it out.',
      'zh-CN': '使用 radixtree_host_uri 时，主机名中的端口或服务主机名中的大写字母会使其无法匹配。目标网关会忽略它。',
    },
  }),
  APX037: define<{ route: string; header: string }>({
    level: 'info',
    title: { en: 'A header may be spelt with underscores', 'zh-CN': '请求头可能以下划线书写' },
    message: {
      en: ({ route, header }) =>
        `route '${route}': a header spelt partly with hyphens, or sent in both spellings, is looked at differently: ${header}`,
      'zh-CN': ({ route, header }) =>
        `路由“${route}”：请求头 ${header} 如果混用连字符与下划线，或以两种写法同时出现，处理方式不同`,
    },
    fix: {
      en: () => 'make sure that clients send the header with hyphens',
      'zh-CN': () => '请确保客户端发送带连字符的请求头',
    },
    explanation: {
      en: 'nginx does not tell hyphens and underscores in header names apart when a variable is made from them, and joins headers that differ only so. The target looks at the name with hyphens and at the one with underscores, each for itself.',
      'zh-CN':
        'nginx 在由请求头生成变量时不区分连字符和下划线，并合并仅此不同的请求头。目标网关分别查看带连字符和带下划线的名称。',
    },
  }),
  APX039: define<{ option: string }>({
    level: 'error',
    title: { en: 'An option of config.yaml is not converted', 'zh-CN': '不转换 config.yaml 的选项' },
    message: {
      en: ({ option }) => `${option} changes how paths are matched and is not converted`,
      'zh-CN': ({ option }) => `${option} 会改变路径匹配方式，且不会被转换`,
    },
    fix: {
      en: () => 'convert to Envoy with --allow lua, or check paths with a trailing slash, ;parameters and %2F by hand',
      'zh-CN': () => '请用 --allow lua 转换到 Envoy，或人工检查带末尾斜杠、;参数或 %2F 的路径',
    },
    explanation: {
      en: 'The target matches the path that nginx has decoded and normalised, without these options; only Lua in Envoy follows them.',
      'zh-CN': '目标网关匹配经 nginx 解码和规范化的路径，不支持这些选项；只有 Envoy 中的 Lua 能遵循它们。',
    },
  }),
  APX040: define({
    level: 'info',
    title: { en: 'Nothing listens with TLS', 'zh-CN': '没有 TLS 监听' },
    message: {
      en: () => 'no listener with TLS is configured, so the certificate has no effect',
      'zh-CN': () => '没有配置 TLS 监听，因此该证书不起作用',
    },
    fix: {
      en: () => 'name config.yaml if APISIX listens with TLS',
      'zh-CN': () => '如果 APISIX 使用 TLS 监听，请提供 config.yaml',
    },
    explanation: {
      en: 'apisix.ssl.listen in config.yaml says where APISIX listens with TLS.',
      'zh-CN': 'config.yaml 中的 apisix.ssl.listen 说明 APISIX 的 TLS 监听地址。',
    },
  }),
  APX041: define<{ id: string }>({
    level: 'error',
    title: { en: 'Exceptions from client certificates are not converted', 'zh-CN': '不转换客户端证书的例外' },
    message: {
      en: ({ id }) =>
        `ssl '${id}' lets some paths pass without a client certificate; the target asks for one everywhere`,
      'zh-CN': ({ id }) => `ssl“${id}”允许部分路径不使用客户端证书；目标网关在所有位置都要求证书`,
    },
    fix: { en: () => 'serve these paths under another host name', 'zh-CN': () => '请使用其他主机名提供这些路径' },
    explanation: {
      en: 'skip_mtls_uri_regex is decided after the handshake, which the target cannot do.',
      'zh-CN': 'skip_mtls_uri_regex 在握手之后判断，目标网关无法做到。',
    },
  }),
  APX042: define<{ option: string }>({
    level: 'warning',
    title: { en: 'A setting of config.yaml is not converted', 'zh-CN': '不转换 config.yaml 的设置' },
    message: {
      en: ({ option }) => `the setting ${option} is not converted`,
      'zh-CN': ({ option }) => `设置 ${option} 不会被转换`,
    },
    fix: {
      en: () => 'check whether the target needs something like it',
      'zh-CN': () => '请确认目标网关是否需要类似设置',
    },
    explanation: {
      en: 'Of config.yaml the route matcher, the listeners, the list of plugins and the port for redirects are converted.',
      'zh-CN': 'config.yaml 中会转换路由匹配器、监听地址、插件列表和重定向端口。',
    },
  }),
  APX043: define({
    level: 'info',
    title: { en: 'How APISIX itself is run', 'zh-CN': 'APISIX 自身的运行方式' },
    message: {
      en: () => 'this says how APISIX is run and managed; no answer depends on it',
      'zh-CN': () => '该设置说明 APISIX 的运行和管理方式，不影响任何应答',
    },
    fix: { en: () => 'nothing needs to be done', 'zh-CN': () => '无需处理' },
    explanation: {
      en: 'The deployment role, the admin and control interfaces and the store have no counterpart in a static target.',
      'zh-CN': '部署角色、管理接口、控制接口和存储在静态目标中没有对应内容。',
    },
  }),
} as const;
