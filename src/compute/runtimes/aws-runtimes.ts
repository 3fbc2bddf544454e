/** A table of data: the runtimes of AWS Lambda. Source: Lambda Developer Guide, "Lambda runtimes", "Supported" and "Deprecated runtimes". */

/** One runtime as AWS names and dates it. Dates: `YYYY-MM-DD`. */
export interface AwsRuntime {
  readonly identifier: string
  readonly language: 'python' | 'nodejs' | 'java' | 'ruby' | 'dotnet' | 'go' | 'provided'
  /** Of the language: `3.13`, `24`, `21`; empty for `provided`. */
  readonly version: string
  readonly system: 'Amazon Linux' | 'Amazon Linux 2' | 'Amazon Linux 2023'
  /** When AWS stops to patch it, to let functions be created, and to let them be updated. */
  readonly deprecation?: string
  readonly blocksCreation?: string
  readonly blocksUpdate?: string
  /** What AWS's console names a new function's handler. */
  readonly defaultHandler?: string
}

const al2 = 'Amazon Linux 2'
const al2023 = 'Amazon Linux 2023'
type Dates = readonly [deprecation?: string, blocksCreation?: string, blocksUpdate?: string]

function runtime(
  identifier: string,
  language: AwsRuntime['language'],
  version: string,
  system: AwsRuntime['system'],
  [deprecation, blocksCreation, blocksUpdate]: Dates,
): AwsRuntime {
  const handlers = {
    python: 'lambda_function.lambda_handler',
    nodejs: 'index.handler',
    java: 'example.Hello::handleRequest',
    ruby: 'lambda_function.lambda_handler',
    dotnet: 'LambdaTest::LambdaTest.LambdaHandler::handleRequest',
    go: 'hello',
    provided: 'hello.handler',
  }
  return {
    identifier,
    language,
    version,
    system,
    ...(deprecation === undefined ? {} : { deprecation }),
    ...(blocksCreation === undefined ? {} : { blocksCreation }),
    ...(blocksUpdate === undefined ? {} : { blocksUpdate }),
    defaultHandler: handlers[language],
  }
}

/** All runtimes that Lambda has or had under a name, newest first within a language. Source: Lambda Developer Guide, "Lambda runtimes". */
export const awsRuntimes: readonly AwsRuntime[] = [
  runtime('nodejs24.x', 'nodejs', '24', al2023, ['2028-04-30', '2028-06-01', '2028-07-01']),
  runtime('nodejs22.x', 'nodejs', '22', al2023, ['2027-04-30', '2027-06-01', '2027-07-01']),
  runtime('nodejs20.x', 'nodejs', '20', al2023, ['2026-04-30', '2026-08-31', '2026-09-30']),
  runtime('python3.14', 'python', '3.14', al2023, ['2029-06-30', '2029-07-31', '2029-08-31']),
  runtime('python3.13', 'python', '3.13', al2023, ['2029-06-30', '2029-07-31', '2029-08-31']),
  runtime('python3.12', 'python', '3.12', al2023, ['2028-10-31', '2028-11-30', '2029-01-10']),
  runtime('python3.11', 'python', '3.11', al2, ['2027-06-30', '2027-07-31', '2027-08-31']),
  runtime('python3.10', 'python', '3.10', al2, ['2026-10-31', '2026-11-30', '2027-01-15']),
  runtime('python3.9', 'python', '3.9', al2, ['2025-12-15', '2027-02-01', '2027-03-03']),
  runtime('java25', 'java', '25', al2023, ['2029-06-30', '2029-07-31', '2029-08-31']),
  runtime('java21', 'java', '21', al2023, ['2029-06-30', '2029-07-31', '2029-08-31']),
  runtime('java17', 'java', '17', al2, ['2027-06-30', '2027-07-31', '2027-08-31']),
  runtime('ruby3.4', 'ruby', '3.4', al2023, ['2028-03-31', '2028-04-30', '2028-05-31']),
  runtime('ruby3.3', 'ruby', '3.3', al2023, ['2027-03-31', '2027-04-30', '2027-05-31']),
  runtime('provided.al2023', 'provided', '', al2023, ['2029-06-30', '2029-07-31', '2029-08-31']),
  runtime('provided.al2', 'provided', '', al2, ['2026-07-31', '2026-08-31', '2026-09-30']),
]

/** What is said of a runtime by its name alone, whether AWS has it today, had it, or may have it. Undefined: no runtime's name. */
export function runtimeNamed(identifier: string): AwsRuntime | undefined {
  const known = awsRuntimes.find((one) => one.identifier === identifier)
  if (known) return known
  const [, language, version] =
    /^(python|nodejs|java|ruby|provided)([\d.]*?)(?:\.x|\.al\d+)?$/.exec(identifier) ?? []
  if (language === undefined || version === undefined) return undefined
  if (version === '' && language !== 'provided') return undefined
  return runtime(identifier, language as AwsRuntime['language'], version, al2023, [])
}
