/**
 * Environment variables under a customer's key: encrypted at rest, opened as the function's role whenever the function runs, and as
 * the caller when they are shown. The role is let in by a grant, which whoever names the key makes. Source: Lambda Developer Guide,
 * "Securing Lambda environment variables"; API Reference, Invoke, the errors that begin with KMS.
 *
 * At AWS an environment that is initialised goes on with what it has; here each invocation asks KMS, so that a key that was disabled
 * counts at once.
 */

import { AwsError } from '../../aws/aws-error.ts'
import type { Soon } from '../../base/soon.ts'
import type { FunctionVersion } from '../../compute/index.ts'
import { type Caller, DataKeys, type OperationContext, type Surroundings } from '../../dispatch/index.ts'
import { type FunctionAddress, functionArn } from './domain/names.ts'
import type { Settings, Version } from './domain/version.ts'
import { invalidParameter, kmsRefusal } from './errors.ts'
import { functionVersionOf } from './function-version.ts'
import type { FunctionRecord } from './records.ts'
import { roleCaller } from './role-caller.ts'

type Needs = Pick<Surroundings, 'call' | 'clock' | 'random'>

/**
 * Settings as they are kept: with a key the variables are encrypted, and the role is let in. Fails with
 * InvalidParameterValueException when the key cannot be used.
 */
export async function sealEnvironment(
  context: OperationContext,
  address: Omit<FunctionAddress, 'qualifier'>,
  settings: Settings,
): Promise<Settings> {
  const { environment, kmsKeyArn, roleArn } = settings
  if (kmsKeyArn === undefined) return settings
  const boundTo = { 'aws:lambda:FunctionArn': functionArn(address) }
  const caller: Caller = context
  try {
    await context.call(
      'kms:CreateGrant',
      {
        KeyId: kmsKeyArn,
        Name: `lambda-${address.name}`,
        GranteePrincipal: roleArn,
        Operations: ['Decrypt', 'RetireGrant'],
        Constraints: { EncryptionContextEquals: boundTo },
      },
      caller,
    )
    if (environment === undefined) return settings
    const sealing = { keyId: kmsKeyArn, boundTo, reuseMs: 0 }
    const sealed = await new DataKeys(context).seal(caller, sealing, JSON.stringify(environment))
    const { environment: _plain, ...rest } = settings
    return { ...rest, sealedEnvironment: sealed }
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error
    throw invalidParameter(
      `Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS key settings. KMS Exception: ${error.code} KMS Message: ${error.message}`,
    )
  }
}

/** Settings with the variables as they were given. Fails with the errors of kms:Decrypt. */
export async function openEnvironment(needs: Needs, caller: Caller, settings: Settings): Promise<Settings> {
  const { sealedEnvironment, ...rest } = settings
  if (sealedEnvironment === undefined) return settings
  const text = await new DataKeys(needs).open(caller, sealedEnvironment, 0)
  return { ...rest, environment: JSON.parse(text) as Record<string, string> }
}

/**
 * A version as its configuration is shown to a caller: who may not decrypt sees that, in place of the variables. Source: API
 * Reference, EnvironmentError; the words of users' answers.
 */
export async function shownVersion(context: OperationContext, version: Version): Promise<Version> {
  if (version.settings.sealedEnvironment === undefined) return version
  try {
    return { ...version, settings: await openEnvironment(context, context, version.settings) }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const environmentError = {
      code: error.code,
      message: `Lambda was unable to decrypt your environment variables because the KMS access was denied. Please check your KMS permissions. KMS Exception: ${error.code} KMS Message: ${error.message}`,
    }
    return { ...version, settings: { ...version.settings, environmentError } }
  }
}

/** Versions as they run. */
export class Environments {
  #needs: Needs | undefined
  /** What versions are in the words of the compute room, for as long as somebody remembers their records. */
  readonly #known = new WeakMap<Version, { readonly of: FunctionRecord; readonly runs: FunctionVersion }>()

  start(needs: Needs): void {
    this.#needs = needs
  }

  /** Fails with the errors of Invoke that begin with KMS. */
  runnable(record: FunctionRecord, version: Version): Soon<FunctionVersion> {
    const isSealed = version.settings.sealedEnvironment !== undefined
    return isSealed && this.#needs ? opened(this.#needs, record, version) : this.#worded(record, version)
  }

  #worded(record: FunctionRecord, version: Version): FunctionVersion {
    const known = this.#known.get(version)
    if (known?.of === record) return known.runs
    const runs = functionVersionOf(record, version)
    this.#known.set(version, { of: record, runs })
    return runs
  }
}

async function opened(needs: Needs, record: FunctionRecord, version: Version): Promise<FunctionVersion> {
  const { settings } = version
  const caller = roleCaller(record, settings.roleArn, record.name)
  try {
    const open = await openEnvironment(needs, caller, settings)
    return functionVersionOf(record, { ...version, settings: open })
  } catch (error) {
    throw error instanceof AwsError ? kmsRefusal(error) : error
  }
}
