import type { ReactNode } from 'react'
import './review.css'

/** Queue | evidence | decision: the one shape of everything that a person judges. */
export const ReviewDesk = ({ queue, children }: { queue: ReactNode; children: ReactNode }) => (
  <div className="review-desk">
    {queue}
    {children}
  </div>
)

/** The right two columns of a review desk. */
export const ReviewPair = ({
  evidence,
  decision,
}: {
  evidence: ReactNode
  decision: ReactNode
}) => (
  <div className="review-pair">
    <div className="review-evidence">{evidence}</div>
    <aside className="review-side">{decision}</aside>
  </div>
)
