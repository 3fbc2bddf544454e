/**
 * Which capabilities a request has to acknowledge before a template is made into a stack.
 * Source: API Reference, CreateStack, Capabilities.
 */
import { capabilitiesOf, type Template } from '../../../engines/template/index.ts'

/**
 * Those that resources of the template ask for. Nested stacks are asked when they are made: what is in them is not known before.
 */
export function neededCapabilities(template: Template): readonly string[] {
  const own = new Map([...template.resources].filter(([, { type }]) => type !== 'AWS::CloudFormation::Stack'))
  const { Transform: _transform, ...document } = template.document
  return capabilitiesOf({ ...template, document, resources: own }).capabilities.filter(
    (capability) => capability !== 'CAPABILITY_AUTO_EXPAND',
  )
}

/** Those that were not acknowledged. CAPABILITY_NAMED_IAM acknowledges CAPABILITY_IAM too. */
export function missingCapabilities(needed: readonly string[], given: readonly string[]): readonly string[] {
  return needed.filter(
    (capability) =>
      !given.includes(capability) &&
      !(capability === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  )
}
