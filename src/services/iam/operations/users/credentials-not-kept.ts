/**
 * Listings of credentials that cannot be made here (making them answers NotImplemented): there are none, and tools that
 * delete a user ask for all of them first.
 */
import type * as Api from '@aws-sdk/client-iam'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { findUser } from '../../lookups.ts'

async function userIsThere(
  input: { UserName?: string | undefined },
  context: OperationContext,
): Promise<void> {
  if (input.UserName !== undefined) await findUser(context.store, context.accountId, input.UserName)
}

export async function listMFADevices(
  input: Api.ListMFADevicesRequest,
  context: OperationContext,
): Promise<Api.ListMFADevicesResponse> {
  await userIsThere(input, context)
  return { MFADevices: [], IsTruncated: false }
}

export async function listVirtualMFADevices(): Promise<Api.ListVirtualMFADevicesResponse> {
  return { VirtualMFADevices: [], IsTruncated: false }
}

export async function listSSHPublicKeys(
  input: Api.ListSSHPublicKeysRequest,
  context: OperationContext,
): Promise<Api.ListSSHPublicKeysResponse> {
  await userIsThere(input, context)
  return { SSHPublicKeys: [], IsTruncated: false }
}

export async function listSigningCertificates(
  input: Api.ListSigningCertificatesRequest,
  context: OperationContext,
): Promise<Api.ListSigningCertificatesResponse> {
  await userIsThere(input, context)
  return { Certificates: [], IsTruncated: false }
}

export async function listServiceSpecificCredentials(
  input: Api.ListServiceSpecificCredentialsRequest,
  context: OperationContext,
): Promise<Api.ListServiceSpecificCredentialsResponse> {
  await userIsThere(input, context)
  return { ServiceSpecificCredentials: [], IsTruncated: false }
}
