/**
 * What an address asks for, as a call of AWS's; undefined where it is none of the extension's. What the call answers is written as AWS's SDK for Go
 * writes it, in which the extension is made (UNVERIFIED: members without a value, and `ResultMetadata`).
 */
export function readQuestion(url, settings) {
  const address = URL.parse(url, 'http://localhost')
  if (address === null) return undefined
  const { pathname, searchParams } = address
  const given = (name) => searchParams.get(name) || undefined
  switch (pathname.replace(/\/$/, '')) {
    case '/secretsmanager/get': {
      const input = {
        SecretId: given('secretId'),
        VersionId: given('versionId'),
        VersionStage: given('versionStage'),
      }
      return {
        key: JSON.stringify(['secret', input]),
        service: 'secretsmanager',
        target: 'secretsmanager.GetSecretValue',
        input,
        ttlMs: settings.secretsTtlMs,
        timeoutMs: settings.secretsTimeoutMs,
        written: writtenSecret,
      }
    }
    case '/systemsmanager/parameters/get': {
      const selector = given('version') ?? given('label')
      const name = given('name')
      const input = {
        Name: selector === undefined ? name : `${name}:${selector}`,
        WithDecryption: given('withDecryption')?.toLowerCase() === 'true',
      }
      return {
        key: JSON.stringify(['parameter', input]),
        service: 'ssm',
        target: 'AmazonSSM.GetParameter',
        input,
        ttlMs: settings.parametersTtlMs,
        timeoutMs: settings.parametersTimeoutMs,
        written: writtenParameter,
      }
    }
    default:
      return undefined
  }
}

function writtenSecret(value) {
  const {
    ARN,
    CreatedDate,
    Name,
    SecretBinary = null,
    SecretString = null,
    VersionId,
    VersionStages = null,
  } = value
  return {
    ARN,
    CreatedDate: instant(CreatedDate),
    Name,
    SecretBinary,
    SecretString,
    VersionId,
    VersionStages,
    ResultMetadata: {},
  }
}

function writtenParameter({ Parameter }) {
  const {
    ARN,
    DataType,
    LastModifiedDate,
    Name,
    Selector = null,
    SourceResult = null,
    Type,
    Value,
    Version,
  } = Parameter
  return {
    Parameter: {
      ARN,
      DataType,
      LastModifiedDate: instant(LastModifiedDate),
      Name,
      Selector,
      SourceResult,
      Type,
      Value,
      Version,
    },
    ResultMetadata: {},
  }
}

/** `seconds` since 1970, as services tell instants. */
const instant = (seconds) => (seconds === undefined ? null : new Date(seconds * 1_000).toISOString())
