/** The resource types that this service makes itself, because they wait for something outside, or are stacks. */

export const nestedStackType = 'AWS::CloudFormation::Stack'
export const waitConditionType = 'AWS::CloudFormation::WaitCondition'
export const customType = 'AWS::CloudFormation::CustomResource'

/** All of them but `Custom::*`. */
export const ownTypes: ReadonlySet<string> = new Set([nestedStackType, waitConditionType, customType])

/** Whether a type is a custom resource's. */
export function isCustom(type: string): boolean {
  return type === customType || type.startsWith('Custom::')
}
