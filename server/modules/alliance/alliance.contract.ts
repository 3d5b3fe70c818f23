import { agenciesContract } from './agencies.contract.ts'
import { plansContract } from './plans.contract.ts'
import { selectionContract } from './selection.contract.ts'
import { showcaseContract } from './showcase.contract.ts'

/** All that the alliance answers. */
export const allianceContract = {
  ...plansContract,
  ...selectionContract,
  ...showcaseContract,
  ...agenciesContract,
}
