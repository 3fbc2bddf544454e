/** Finding deployments. */
import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import type { Deployment } from './domain/deployment.ts'
import { completedAlready, noDeployment, refusal } from './errors.ts'
import { deployments } from './records.ts'

/** Fails with InvalidDeploymentIdException and DeploymentDoesNotExistException. */
export async function requireDeployment(
  { store, accountId, region }: OperationContext,
  id: string,
): Promise<Stored<Deployment>> {
  // UNVERIFIED: the words.
  if (!/^d-[A-Z0-9]{9}$/.test(id))
    throw refusal('InvalidDeploymentIdException', `The deployment id ${id} is not valid.`)
  const stored = await deployments.get(store, [accountId, region, id])
  if (!stored) throw noDeployment(id)
  return stored
}

/** One that has not ended. Fails also with DeploymentAlreadyCompletedException. */
export async function requireUnderWay(context: OperationContext, id: string): Promise<Stored<Deployment>> {
  const stored = await requireDeployment(context, id)
  if (stored.value.phase === 'ended') throw completedAlready(id)
  return stored
}
