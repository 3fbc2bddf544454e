/**
 * Whether a tag's key is AWS's own, which no request may set. The keys that CloudFormation puts on the resources of its stacks
 * (`aws:cloudformation:stack-name` and kin) are not counted among them: here it sets them by the operations that others
 * use. Source: AWS General Reference, "Tagging your AWS resources"; CloudFormation User Guide, "Resource tags".
 */
export function isReservedTagKey(key: string): boolean {
  return /^aws:(?!cloudformation:(?:stack-name|stack-id|logical-id)$)/i.test(key)
}
