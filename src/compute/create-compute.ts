import { type Compute, ComputeError, type ComputeSurroundings } from './types.ts'

/** Builds what runs functions on this node. */
export async function createCompute(_surroundings: ComputeSurroundings): Promise<Compute> {
  throw new ComputeError('no runtime', 'This build runs no functions yet.')
}
