/**
 * How the universal integration names things: as AWS's SDK for Java 2 does. Source: Step Functions Developer Guide, "Using AWS service SDK integrations in
 * Step Functions"; aws/aws-sdk-java-v2:codegen (the splitting of names into words).
 */
import { namedServices } from '../../../../models/index.ts'

/** A service that `aws-sdk:` resources can name. */
export interface SdkService {
  /** What its errors begin with: `CloudWatchLogs`. */
  readonly errorPrefix: string
  /** The SDK client's package: `cloudwatch-logs`. */
  readonly model: string
  /** As `call` knows it: `logs`. */
  readonly prefix: string
}

const pascalNames = new Map<string, string>()

const byName = new Map<string, SdkService>(
  namedServices.map(({ model, prefix, serviceId }) => {
    const name = model.replaceAll('-', '')
    return [name, { errorPrefix: pascalName(serviceId), model, prefix }]
  }),
)

/** `name`: as resources write it, `cloudwatchlogs`. */
export function findSdkService(name: string): SdkService | undefined {
  return byName.get(name)
}

/** An action as a resource names it: `getItem`. */
export function actionOf(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1)
}

/**
 * A member as parameters and results name it: `MD5OfBody` is `Md5OfBody`, `executionArn` is `ExecutionArn`. Worked out once for each name: give it none but
 * those of models, of which there are only so many.
 */
export function pascalName(name: string): string {
  let pascal = pascalNames.get(name)
  if (pascal === undefined) {
    pascal = wordsOf(name)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
      .join('')
    pascalNames.set(name, pascal)
  }
  return pascal
}

function wordsOf(name: string): string[] {
  return name
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([^a-z]{2,})v([0-9]+)/g, '$1 v$2 ')
    .replace(/([^A-Z]{2,})V([0-9]+)/g, '$1 V$2 ')
    .replace(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, ' ')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([0-9])([a-zA-Z])/g, '$1 $2')
    .trim()
    .split(/ +/)
}

/** An error's class in the SDK: it always ends in `Exception`. */
export function exceptionName(shape: string): string {
  if (shape.endsWith('Exception')) return shape
  return `${shape.endsWith('Fault') ? shape.slice(0, -'Fault'.length) : shape}Exception`
}
