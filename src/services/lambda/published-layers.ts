/**
 * Layers that AWS publishes for everyone and whose content is packages of a registry, or an extension that this server brings. Their numbers are not those of packages: the newest
 * of the same major version stands for each. Source: Powertools for AWS Lambda, "Installation" (Python, TypeScript): accounts, names of layers.
 */
import type { ExtensionLayer, PackageLayer } from '../../compute/index.ts'
import type { LayerAddress } from './domain/names.ts'

const pythonAccount = '017000801446'
const typescriptAccount = '094274105915'

/** The Python that layers without one in their name are made for, where the function does not say: the newest that all of them know. */
const pythonOfAll = '3.12'

/** What the layer for TypeScript holds. Source: its `package.json`. */
const typescriptParts = [
  'batch',
  'commons',
  'event-handler',
  'idempotency',
  'jmespath',
  'kafka',
  'logger',
  'metrics',
  'parameters',
  'parser',
  'tracer',
  'validation',
]

/** Of the first major version. */
const typescriptPartsBefore = ['batch', 'commons', 'idempotency', 'logger', 'metrics', 'parameters', 'tracer']

/** Published by an account of each region. Source: Systems Manager User Guide, "Using Parameter Store parameters in AWS Lambda functions", ARNs. */
const parametersAndSecrets = /^AWS-Parameters-and-Secrets-Lambda-Extension(?:-Arm64)?$/

type Published = Pick<PackageLayer, 'language' | 'packages' | 'pythonVersion'>

/** What a layer holds that AWS publishes, for a function's `runtime`; undefined: it is none of those that can be made here. */
export function publishedLayer(
  { accountId, name }: LayerAddress,
  runtime: string | undefined,
): PackageLayer | ExtensionLayer | undefined {
  if (parametersAndSecrets.test(name)) return { extension: 'parameters-and-secrets' }
  const published =
    (accountId === pythonAccount && ofPython(name, runtime)) ||
    (accountId === typescriptAccount && ofTypescript(name))
  return published ? { ...published, architecture: /arm64$/i.test(name) ? 'arm64' : 'x86_64' } : undefined
}

function ofPython(name: string, runtime = ''): Published | undefined {
  const [, major, minor] =
    /^AWSLambdaPowertoolsPython(V2|V3-python3(\d{1,2})|Extras)?(?:-(?:x86_64|arm64|Arm64))?$/.exec(name) ?? []
  if (major === undefined && !/^AWSLambdaPowertoolsPython(-Arm64)?$/.test(name)) return undefined
  const range = major === 'V2' ? '>=2,<3' : major?.startsWith('V3') ? '>=3,<4' : '>=1,<2'
  const [, own] = /^python(3\.\d{1,2})$/.exec(runtime) ?? []
  return {
    language: 'python',
    packages: [`aws-lambda-powertools[parser,validation,tracer]${range}`],
    pythonVersion: minor === undefined ? (own ?? pythonOfAll) : `3.${minor}`,
  }
}

function ofTypescript(name: string): Published | undefined {
  const [whole, major] = /^AWSLambdaPowertoolsTypeScript(V2)?$/.exec(name) ?? []
  if (whole === undefined) return undefined
  const [parts, version] = major === 'V2' ? [typescriptParts, '2'] : [typescriptPartsBefore, '1']
  return { language: 'nodejs', packages: parts.map((part) => `@aws-lambda-powertools/${part}@${version}`) }
}
