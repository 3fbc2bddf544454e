/** Definitions of state machines in templates: as a text, an object or a file, with substitutions. */
import { AwsError } from '../../../aws/aws-error.ts'
import { isObject } from '../../../base/json.ts'
import { objectText, type ResourceProperties, type ResourceRequest } from '../../../dispatch/index.ts'
import { parseTemplate } from '../../../engines/template/index.ts'

/**
 * The definition that a resource gives, as JSON. `${name}` stands for a value of the substitutions; names that they lack stay as they are.
 * Source: CloudFormation template reference, AWS::StepFunctions::StateMachine (Definition, DefinitionString, DefinitionS3Location,
 * DefinitionSubstitutions).
 */
export async function definitionOf(request: ResourceRequest): Promise<string> {
  const { properties } = request
  const { DefinitionString, Definition } = properties
  if (typeof DefinitionString === 'string') return substituted(DefinitionString, properties)
  if (Definition !== undefined && Definition !== null)
    return substituted(typeof Definition === 'string' ? Definition : JSON.stringify(Definition), properties)
  const text = await fileText(request)
  // A file may be YAML, which is read once its substitutions stand in it.
  const replaced = substituted(text, properties)
  return /^\s*[{[]/.test(replaced)
    ? replaced
    : JSON.stringify(parseTemplate(replaced, { lenient: true }).document)
}

function substituted(text: string, { DefinitionSubstitutions }: ResourceProperties): string {
  if (!isObject(DefinitionSubstitutions)) return text
  return text.replace(/\$\{([^{}]+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(DefinitionSubstitutions, name) ? DefinitionSubstitutions[name] : undefined
    return value === undefined || value === null ? whole : inJson(String(value))
  })
}

/** As it stands inside a string of JSON. A value that is no plain text (a number, a list) needs no escapes. */
function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

async function fileText(request: ResourceRequest): Promise<string> {
  const location = request.properties.DefinitionS3Location
  if (!isObject(location))
    throw new AwsError(
      'InvalidRequest',
      'One of Definition, DefinitionString and DefinitionS3Location must be specified.',
    )
  return objectText(request, location)
}
