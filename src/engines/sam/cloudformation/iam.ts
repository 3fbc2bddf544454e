import { ref } from '../intrinsics/build.ts'
import { attribute, type ResourceKind } from '../model/resource.ts'

/** AWS::IAM::Role. */
export const iamRole: ResourceKind = { type: 'AWS::IAM::Role', tags: true, name: ref, arn: attribute('Arn') }
/** AWS::IAM::ManagedPolicy. */
export const iamManagedPolicy: ResourceKind = { type: 'AWS::IAM::ManagedPolicy' }
