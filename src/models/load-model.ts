import { readFile } from 'node:fs/promises'
import { buildModel } from './build-model.ts'
import { namedServices } from './named-services.ts'
import type { RawConstraints, RawModel } from './raw.ts'
import type { ServiceModel } from './types.ts'

const loaded = new Map<string, Promise<ServiceModel>>()

/**
 * The model of a service by its SDK package's name (`cloudwatch-logs`). Read from disk once for the process: models
 * never change. Fails when Lambent names no such service.
 */
export function loadModel(name: string): Promise<ServiceModel> {
  let model = loaded.get(name)
  if (!model) {
    model = read(name)
    loaded.set(name, model)
    model.catch(() => loaded.delete(name))
  }
  return model
}

async function read(name: string): Promise<ServiceModel> {
  if (!namedServices.some((service) => service.model === name))
    throw new Error(`There is no model named ${name}`)
  const [raw, constraints] = await Promise.all([
    readJson<RawModel>(`generated/${name}.json`),
    readJson<RawConstraints>(`constraints/${name}.json`),
  ])
  return buildModel(raw, constraints)
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8')) as T
}
