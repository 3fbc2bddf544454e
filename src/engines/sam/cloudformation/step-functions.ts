import { ref } from '../intrinsics/build.ts'
import { attribute, type ResourceKind } from '../model/resource.ts'

/** AWS::StepFunctions::StateMachine. */
export const stateMachine: ResourceKind = {
  type: 'AWS::StepFunctions::StateMachine',
  tags: true,
  arn: ref,
  name: attribute('Name'),
}
/** AWS::StepFunctions::StateMachineVersion. */
export const stateMachineVersion: ResourceKind = { type: 'AWS::StepFunctions::StateMachineVersion', arn: ref }
/** AWS::StepFunctions::StateMachineAlias. */
export const stateMachineAlias: ResourceKind = { type: 'AWS::StepFunctions::StateMachineAlias', arn: ref }
