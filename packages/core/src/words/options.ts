/** Arguments and options, as the help shows them. */
import { text } from './phrase.ts';

export const options = {
  name: text('the migration; may be left out while there is only one', '迁移名称；只有一个迁移时可省略'),
  migrationFile: text('the Migration document', '迁移文档'),
  source: text(
    'the configuration of the old gateway (APISIX standalone, YAML or JSON)',
    '旧网关的配置（APISIX standalone，YAML 或 JSON）',
  ),
  sources: text(
    'the configuration of the old gateway: files, folders, patterns, or `-` for standard input',
    '旧网关的配置：文件、文件夹、通配模式，或用 `-` 表示标准输入',
  ),
  from: text('the form of the source; looked for when not given', '来源的形式；未指定时自动识别'),
  adminUrl: text(
    'read from the Admin API of a running APISIX, e.g. http://127.0.0.1:9180',
    '从运行中的 APISIX 的 Admin API 读取，例如 http://127.0.0.1:9180',
  ),
  adminKeyFile: text(
    'the file with its key; without it BANYAN_ADMIN_KEY',
    '存放其密钥的文件；未指定时使用 BANYAN_ADMIN_KEY',
  ),
  etcdUrl: text(
    'read from a running etcd, e.g. http://127.0.0.1:2379',
    '从运行中的 etcd 读取，例如 http://127.0.0.1:2379',
  ),
  etcdPrefix: text('where APISIX keeps its objects in etcd', 'APISIX 在 etcd 中存放对象的前缀'),
  etcdUser: text('the user of etcd', 'etcd 的用户名'),
  etcdPasswordFile: text(
    'the file with its password; without it BANYAN_ETCD_PASSWORD',
    '存放其密码的文件；未指定时使用 BANYAN_ETCD_PASSWORD',
  ),
  to: text('the target: `envoy`, `istio` or `gateway-api`', '目标网关：`envoy`、`istio` 或 `gateway-api`'),
  report: text(
    'a report in this form instead of the summary, or in --report-file beside it',
    '以此格式输出报告代替摘要，或写入 --report-file',
  ),
  reportFile: text('write the report here', '将报告写入此文件'),
  only: text(
    'convert only these routes: route=ID, host=NAME or label=KEY:VALUE',
    '只转换这些路由：route=ID、host=NAME 或 label=KEY:VALUE',
  ),
  acceptFile: text(
    'findings that somebody has accepted (docs/schemas/acceptances.json)',
    '已被接受的发现项（docs/schemas/acceptances.json）',
  ),
  targetVersion: text('the version of the target', '目标的版本'),
  directory: text(
    'the folder to write to; `json` or `text` select how the summary is printed (./json for a folder of that name)',
    '输出文件夹；`json` 或 `text` 表示摘要的输出格式（名为 json 的文件夹请写作 ./json）',
  ),
  ledger: text(
    'the account of every value of the source: `full` writes it line by line, `count` only says how many came to what',
    '源配置每个值的去向：`full` 逐行写出，`count` 只给出各类数量',
  ),
  listen: text('listen here instead of where the source says', '监听此地址，而不是源配置中的地址'),
  allow: text('a mechanism beyond the plain configuration of the target', '允许使用目标网关普通配置之外的机制'),
  secrets: text(
    'a secret that the target takes only as part of its configuration: `inline` writes it there, in a file for its owner alone, `refuse` closes the route',
    '目标网关只能在配置中直接使用的机密：`inline` 写入仅所有者可读的文件，`refuse` 关闭相应路由',
  ),
  unsupported: text(
    'what becomes of a route whose protection cannot be mapped: `close` answers 503, `keep-old=HOST:PORT` leaves it to the old gateway',
    '保护措施无法映射的路由如何处理：`close` 返回 503，`keep-old=HOST:PORT` 交给旧网关',
  ),
  layout: text(
    'how Envoy gets its configuration: `bootstrap` in one file, `xds` in files that it watches and takes over without a restart',
    'Envoy 如何获得配置：`bootstrap` 为单个文件，`xds` 为其监视并无需重启即可生效的多个文件',
  ),
  profile: text(
    'for gateway-api, the kinds and fields to use: `standard` (what is generally available), `experimental`, `envoy-gateway` (its own kinds beside the standard ones)',
    '用于 gateway-api：使用哪些类型和字段：`standard`（正式发布的）、`experimental`、`envoy-gateway`（在标准类型之外使用其自有类型）',
  ),
  namespace: text(
    'the namespace of the objects, where the gateway runs; `istio-ingress` for Istio',
    '对象所在的命名空间，即网关运行处；Istio 默认为 `istio-ingress`',
  ),
  namePrefix: text('what the names of all objects begin with', '所有对象名称的前缀'),
  label: text('a label for all objects', '所有对象的标签'),
  failOn: text('exit with 1 when a finding has this level or a worse one', '有达到此级别或更严重的发现项时，以 1 退出'),
  config: text(
    "the gateway's own configuration (config.yaml), for its listeners and router",
    '网关自身的配置（config.yaml），用于监听端口和路由器',
  ),
  all: text('print every finding, without a limit', '输出全部发现项，不限数量'),
  requests: text('requests as JSON Lines; `-` is standard input', 'JSON Lines 格式的请求；`-` 表示标准输入'),
  emulateListen: text('where HTTP is served; port 0 lets the system pick', 'HTTP 监听地址；端口 0 由系统选择'),
  grpcListen: text('where gRPC is served', 'gRPC 监听地址'),
  metricsListen: text('where Prometheus metrics are served', 'Prometheus 指标监听地址'),
  code: text('the code of a finding, e.g. DOC001', '发现项的代码，例如 DOC001'),
  allCodes: text('list every code', '列出全部代码'),
  accept: text(
    'serve this route closed (503), as its protection cannot be mapped',
    '该路由的保护措施无法映射，同意以关闭状态（503）提供',
  ),
  detach: text('start it and come back at once', '启动后立即返回'),
  watch: text('keep watching until it is over', '持续观察直到结束'),
  follow: text('keep printing new events until it is over', '持续输出新事件直到结束'),
  after: text('only events after this number', '只输出此序号之后的事件'),
  reason: text('why, for the history', '原因，写入历史记录'),
  breakGlass: text(
    'write to the edge without the engine; works when the engine is dead, and holds until `resume`',
    '绕过引擎直接写入边缘代理；引擎不可用时也有效，并保持到执行 `resume`',
  ),
  evidenceName: text(
    'name of the migration, if there are several; `verify` checks a file',
    '迁移名称（有多个时必填）；`verify` 用于核验文件',
  ),
  evidenceFile: text('the file to check', '要核验的文件'),
  evidenceKey: text(
    'public key (PEM) that must have signed; without it the one that the file names',
    '必须由此公钥（PEM）签名；不指定时使用文件自带的公钥',
  ),
  splitFile: text('the Split document', '划分文档'),
  splitSet: text(
    'the share of a phase on the new side, in percent, e.g. voice=25',
    '某阶段在新侧的份额（百分比），例如 voice=25',
  ),
  splitPrepare: text('put the split in front, everything on the old side', '放置划分，全部流量留在旧侧'),
  splitRemove: text('take the split away', '移除划分'),
  splitOverwrite: text(
    'write although somebody else has changed the shares, or the last ones are not loaded everywhere',
    '即使份额被他人修改或上次写入尚未全部加载也写入',
  ),
  splitDryRun: text('print the exact calls and make none', '只输出具体调用，不执行'),
  engineAction: text('what to do with the engine', '对引擎执行的操作'),
} as const;
