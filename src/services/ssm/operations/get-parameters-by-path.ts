import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { type Filter, labelledVersion, labelThatMatched, passes, readFilters } from '../domain/filters.ts'
import { readLevel } from '../domain/names.ts'
import { filterable } from '../filterable.ts'
import { pathPageCount } from '../limits.ts'
import { below, page } from '../listing.ts'
import { loadVersion } from '../parameters.ts'
import type { Parameter } from '../records.ts'
import { required } from '../required.ts'
import { parameterView } from '../views.ts'

/** Answers the parameters below a level of the hierarchy, ten at a time. */
export async function getParametersByPath(
  input: Api.GetParametersByPathRequest,
  context: OperationContext,
): Promise<Api.GetParametersByPathResult> {
  const level = readLevel(required(input.Path, 'Path'))
  const filters = readFilters(input.ParameterFilters ?? [], 'GetParametersByPath')
  const recursive = input.Recursive === true
  const found = await page(context, {
    scope: below(context, level, recursive),
    show: (parameter) => choose(parameter, filters),
    limit: input.MaxResults ?? pathPageCount,
    token: input.NextToken,
    purpose: ['GetParametersByPath', level, recursive, filters],
  })
  const shown = await Promise.all(
    found.items.map((chosen) => show(context, chosen, input.WithDecryption === true)),
  )
  return {
    Parameters: shown.flatMap((parameter) => parameter ?? []),
    ...(found.token === undefined ? {} : { NextToken: found.token }),
  }
}

interface Chosen {
  readonly parameter: Parameter
  readonly version: number
  readonly label: string | undefined
}

function choose(parameter: Parameter, filters: readonly Filter[]): Chosen | undefined {
  const candidate = filterable(parameter)
  const version = passes(candidate, filters) ? labelledVersion(candidate, filters) : undefined
  if (version === undefined) return undefined
  return { parameter, version, label: labelThatMatched(candidate, version, filters) }
}

async function show(
  context: OperationContext,
  { parameter, version: number, label }: Chosen,
  withDecryption: boolean,
): Promise<Api.Parameter | undefined> {
  const version = await loadVersion(context, parameter, number)
  if (version === undefined) return undefined
  const asked = label === undefined ? {} : { selector: label }
  return parameterView(context, parameter, version, withDecryption, asked)
}
