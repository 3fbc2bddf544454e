/** From an {@link AwsError} to what the model says of it: shape, code on the wire, status, members. */
import type { AwsError } from '../aws/aws-error.ts'
import type { OperationModel, ServiceModel, StructureShape } from '../models/index.ts'

/** An error as a protocol needs it. */
export interface ResolvedError {
  /** Undefined for an error that the model does not know (AccessDenied, Throttling and their kind). */
  readonly shape: StructureShape | undefined
  /** The shape's name, else the code as the error has it. */
  readonly name: string
  /** The code of the query protocol. */
  readonly queryCode: string
  readonly status: number
  /** Status in the query protocol. */
  readonly queryStatus: number
  readonly fault: 'client' | 'server'
  /** By member names of the shape; the message is among them, under the name the shape gives it. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Looks the error up in the model: by the name of a shape, or by the code it has in the query protocol. */
export function resolveError(
  model: ServiceModel,
  operation: OperationModel | undefined,
  error: AwsError,
): ResolvedError {
  const shape = model.errors.get(error.code) ?? shapeByQueryCode(model, operation, error.code)
  const traits = shape?.error
  if (shape === undefined || traits === undefined) {
    const status = error.statusCode ?? (error.fault === 'server' ? 500 : 400)
    return {
      shape: undefined,
      name: error.code,
      queryCode: error.queryCode ?? error.code,
      status,
      queryStatus: status,
      fault: error.fault,
      fields: error.fields,
    }
  }
  // Models that give no status of their own leave the usual one; there a service may know better (HeadObject's NotFound).
  const usual = traits.statusCode === (traits.fault === 'server' ? 500 : 400)
  const status = usual ? (error.statusCode ?? traits.statusCode) : traits.statusCode
  return {
    shape,
    name: shape.name,
    queryCode: traits.queryCode ?? shape.name,
    status,
    queryStatus: traits.queryStatusCode ?? status,
    fault: traits.fault,
    fields: withMessage(shape, error),
  }
}

function withMessage(shape: StructureShape, error: AwsError): Readonly<Record<string, unknown>> {
  const name = messageName(shape)
  if (name === undefined || error.message === '' || error.fields[name] !== undefined) return error.fields
  return { [name]: error.message, ...error.fields }
}

/** What the shape calls its message: `message`, `Message`, rarely another case; undefined when it has none. */
export function messageName(shape: StructureShape): string | undefined {
  if (shape.memberByName.has('message')) return 'message'
  if (shape.memberByName.has('Message')) return 'Message'
  return shape.members.find((member) => member.name.toLowerCase() === 'message')?.name
}

const byQueryCode = new WeakMap<ServiceModel, ReadonlyMap<string, readonly StructureShape[]>>()

/** Some shapes share a code; the one that the operation declares is meant. */
function shapeByQueryCode(
  model: ServiceModel,
  operation: OperationModel | undefined,
  code: string,
): StructureShape | undefined {
  let table = byQueryCode.get(model)
  if (!table) {
    table = Map.groupBy(
      [...model.errors.values()].filter((shape) => shape.error?.queryCode !== undefined),
      (shape) => shape.error?.queryCode ?? '',
    )
    byQueryCode.set(model, table)
  }
  const shapes = table.get(code)
  if (shapes === undefined) return undefined
  return shapes.find((shape) => operation?.errors.includes(shape.name)) ?? shapes[0]
}
