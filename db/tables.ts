/** Made from the migrated schema by `npm run generate`; do not edit. */
import type { ColumnType, Generated } from 'kysely'

export interface Database {
  'access_changes': {
    number: Generated<bigint>
    account_id: string
    at: Generated<Date>
  }
  'accounts': {
    id: string
    nickname: string
    avatar_key: string | null
    bio: Generated<string>
    language: Generated<string>
    password_hash: string
    is_creator: Generated<boolean>
    created_at: Date
    closed_at: Date | null
  }
  'addresses': {
    id: string
    account_id: string
    recipient: string
    phone: string
    province: string
    city: string
    district: string
    street: string
    is_default: Generated<boolean>
    created_at: Date
    removed_at: Date | null
  }
  'aftersales': {
    id: string
    order_id: string
    order_line_id: string
    shop_id: string
    buyer_id: string
    kind: string
    quantity: number
    amount: bigint
    currency: string
    reason: string
    words: Generated<string>
    evidence_ids: Generated<string[]>
    is_of_right: Generated<boolean>
    state: string
    state_at: Date
    deadline_at: Date | null
    rejection_reason: string | null
    rejection_words: string | null
    seller_evidence_ids: Generated<string[]>
    escalation_words: string | null
    overdue_count: Generated<number>
    return_parcel_id: string | null
    return_address: ColumnType<unknown | null, string | null | undefined, string | null>
    refund_id: string | null
    verdict: string | null
    verdict_words: string | null
    judged_by: string | null
    created_at: Date
    closed_at: Date | null
    version: Generated<number>
  }
  'agencies': {
    account_id: string
    name: string
    created_at: Date
  }
  'agency_agreements': {
    id: string
    agency_id: string
    creator_id: string
    share_ppm: bigint
    state: string
    state_at: Date
    deadline_at: Date | null
    invited_at: Date
    started_at: Date | null
    ends_at: Date | null
  }
  'api_keys': {
    id: string
    account_id: string
    name: string
    key_hash: Buffer
    shown: string
    created_at: Date
    expires_at: Date
    used_at: Date | null
    revoked_at: Date | null
  }
  'basket_lines': {
    account_id: string
    sku_id: string
    room_id: string | null
    quantity: number
    price_when_added: bigint
    added_at: Date
    context: string | null
  }
  'campaign_changes': {
    id: string
    item_id: string
    kind: string
    commission_ppm: bigint | null
    state: string
    state_at: Date
    deadline_at: Date | null
    asked_by: string
    asked_at: Date
  }
  'campaign_items': {
    id: string
    campaign_id: string
    leader_id: string
    product_id: string
    shop_id: string
    leader_ppm: bigint
    commission_ppm: bigint
    next_commission_ppm: bigint | null
    next_from: Date | null
    is_open_to_all: boolean
    state: string
    state_at: Date
    deadline_at: Date | null
    applied_by: string
    applied_at: Date
    promoted_at: Date | null
    min_until: Date | null
    protected_until: Date | null
    is_ending: Generated<boolean>
    answer_words: string | null
  }
  'campaign_joins': {
    id: string
    item_id: string
    product_id: string
    creator_id: string
    joined_at: Date
    left_at: Date | null
  }
  'campaigns': {
    id: string
    leader_id: string
    title: string
    words: Generated<string>
    leader_ppm: bigint
    min_commission_ppm: bigint
    min_promotion_days: number
    protection_months: number
    is_open_to_all: boolean
    applies_until: Date
    ends_at: Date
    state: string
    state_at: Date
    deadline_at: Date | null
    created_at: Date
  }
  'categories': {
    id: string
    parent_id: string | null
    name_zh: string
    name_en: string
    fee_ppm: bigint
    return_days: number
    return_exception: string | null
    deposit_fen: Generated<bigint>
    position: Generated<number>
  }
  'chat_messages': {
    id: Generated<bigint>
    room_id: string
    account_id: string
    words: string
    at: Date
    offset_ms: bigint | null
    hidden_at: Date | null
  }
  'checkouts': {
    id: string
    buyer_id: string
    payment_id: string | null
    amount: bigint
    currency: string
    created_at: Date
  }
  'clawback_reversals': {
    reversal_id: string
    event: string
    line_id: string
    part: string
    debt: bigint
    ended_at: Date | null
  }
  'clock': {
    one: Generated<boolean>
    offset_ms: Generated<bigint>
  }
  'coupons': {
    id: string
    promotion_id: string
    holder_id: string
    state: string
    state_at: Date
    deadline_at: Date | null
    claimed_at: Date
  }
  'creator_scores': {
    creator_id: string
    day: string
    score: number
    noted_by: string
    noted_at: Date
  }
  'decided_cases': {
    id: string
    shop_id: string
    amount: bigint
    reason: string
    decided_by: string
    decided_at: Date
  }
  'demo_people': {
    account_id: string
    role: string
    words_zh: string
    words_en: string
    position: number
  }
  'deposit_event_shops': {
    rule_id: string
    shop_id: string
  }
  'deposit_payments': {
    payment_id: string
    shop_id: string
    amount: bigint
    currency: string
    heard_at: Date
    posted_at: Date | null
  }
  'deposit_records': {
    id: string
    shop_id: string
    kind: string
    amount: Generated<bigint>
    frozen: Generated<bigint>
    paid_after: bigint
    frozen_after: bigint
    event: string | null
    journal_kind: string | null
    case_id: string | null
    loss_of: string | null
    line_id: string | null
    reason: string
    actor_kind: string
    actor_id: string
    at: Date
  }
  'deposit_rules': {
    id: string
    kind: string
    category_id: string | null
    shop_kind: string | null
    sales_from: bigint | null
    name: Generated<string>
    amount: bigint
    effective_from: Date
    effective_until: Date | null
    source: string
    added_by: string | null
    added_at: Date
    reason: Generated<string>
  }
  'deposits': {
    shop_id: string
    currency: string
    required: bigint
    paid: Generated<bigint>
    id: Generated<string | null>
    state: string
    state_at: Date
    deadline_at: Date | null
    frozen: Generated<bigint>
    lines: ColumnType<unknown, string | null | undefined, string>
    sales: Generated<bigint>
    computed_on: string | null
    share_ppm: bigint | null
    filling_since: Date | null
    refund_applied_by: string | null
    refund_applied_at: Date | null
    refund_answer: Generated<string>
    refund_blocks: ColumnType<unknown, string | null | undefined, string>
    refund_payout_id: string | null
  }
  'flash_offers': {
    id: string
    room_id: string
    shop_id: string
    sku_id: string
    price: bigint
    quota: bigint
    taken: Generated<bigint>
    limit_per_buyer: number
    opens_at: Date
    closes_at: Date
    state: string
    state_at: Date
    deadline_at: Date | null
    created_by: string
    created_at: Date
  }
  'flash_takings': {
    flash_offer_id: string
    buyer_id: string
    quantity: bigint
    limit_per_buyer: number
  }
  'follow_changes': {
    followed_id: string
    number: bigint
    follower_id: string
    at: Generated<Date>
  }
  'follow_marks': {
    account_id: string
    followers: bigint
    changes: bigint
  }
  'follows': {
    follower_id: string
    followed_id: string
    at: Date
  }
  'heard_payments': {
    payment_id: string
    checkout_id: string
    paid_at: Date
  }
  'idempotency_keys': {
    hash: string
    answer: ColumnType<unknown | null, string | null | undefined, string | null>
    at: Date
    id: string
  }
  'import_errors': {
    import_id: string
    line: number
    handle: Generated<string>
    field: Generated<string>
    code: string
    words: string
    is_warning: Generated<boolean>
  }
  'imports': {
    id: string
    shop_id: string
    file_key: string
    file_name: string
    file_hash: string
    dialect: string
    dry_run: boolean
    category_id: string
    state: string
    state_at: Date
    deadline_at: Date | null
    products_total: Generated<number>
    products_done: Generated<number>
    created_count: Generated<number>
    updated_count: Generated<number>
    unchanged_count: Generated<number>
    error_count: Generated<number>
    started_by: string
    created_at: Date
  }
  'journal_seals': {
    journal_id: bigint
    day: string
    digest: Buffer
  }
  'journals': {
    id: Generated<bigint>
    event: string
    kind: string
    reverses: bigint | null
    memo: Generated<string>
    at: Date
    booked_on: string
  }
  'leaders': {
    account_id: string
    name: string
    words: Generated<string>
    since: Date
    changed_at: Date
  }
  'ledger_account_types': {
    kind: string
    holds: string
  }
  'ledger_accounts': {
    id: string
    kind: string
    owner_kind: string
    owner_id: string | null
    currency: string
    has_floor: boolean
    balance: Generated<bigint>
    entries_count: Generated<bigint>
    created_at: Date
  }
  'ledger_book': {
    one: Generated<boolean>
    closed_through: string | null
    sealed_through: string | null
    sealed_hash: string | null
  }
  'ledger_days': {
    day: string
    first_journal: bigint | null
    last_journal: bigint | null
    journals_count: bigint
    entries_count: bigint
    turnover: bigint
    hash: string
    previous_hash: string
    sealed_at: Date
  }
  'ledger_entries': {
    id: Generated<bigint>
    journal_id: bigint
    account_id: string
    amount: bigint
    currency: string
    order_id: string | null
    order_line_id: string | null
    balance_after: bigint
  }
  'ledger_fee_splits': {
    journal_kind: string
  }
  'link_rules': {
    id: string
    platform: string
    source: string | null
    sub_source: string | null
    category: string | null
    placement: string | null
    among: string[] | null
    effect: string
    fee_ppm: Generated<bigint>
    effective_from: Date
    effective_to: Date | null
    announced_at: Date | null
    reason: Generated<string>
    supersedes: string | null
    created_by: string | null
    created_at: Date
  }
  'operator_duties': {
    account_id: string
    duty: string
    given_by: string | null
    given_at: Date
  }
  'order_line_aftersales': {
    aftersale_id: string
    order_line_id: string
    kind: string
    state: string
    changed_at: Date
  }
  'order_lines': {
    id: string
    order_id: string
    shop_id: string
    position: number
    product_id: string
    sku_id: string
    quantity: number
    title: string
    option_values: string[]
    picture_key: string | null
    unit_price: bigint
    price_amount: bigint
    shop_discount: Generated<bigint>
    platform_discount: Generated<bigint>
    creator_discount: Generated<bigint>
    paid_amount: bigint
    fee_ppm: bigint
    commission_ppm: Generated<bigint>
    leader_ppm: Generated<bigint>
    leader_cut_ppm: Generated<bigint>
    premium: Generated<bigint>
    plan_id: string | null
    creator_id: string | null
    leader_id: string | null
    room_id: string | null
    stream_offset_ms: bigint | null
    flash_offer_id: string | null
    return_days: number
    return_exception: string | null
    shipped_quantity: Generated<number>
    cancelled_quantity: Generated<number>
    refunded_quantity: Generated<number>
    refunded_amount: Generated<bigint>
    placement: Generated<string>
    content_id: string | null
    plan_kind: string | null
    campaign_id: string | null
    agency_id: string | null
    agency_ppm: Generated<bigint>
  }
  'orders': {
    id: string
    number: string
    checkout_id: string
    buyer_id: string
    shop_id: string
    payment_id: string | null
    currency: string
    goods_amount: bigint
    discount_amount: Generated<bigint>
    freight_amount: Generated<bigint>
    paid_amount: bigint
    refunded_amount: Generated<bigint>
    address: ColumnType<unknown, string, string>
    buyer_note: Generated<string>
    state: string
    state_at: Date
    deadline_at: Date | null
    cancel_reason: string | null
    ship_within_hours: number
    ship_by: Date | null
    paid_at: Date | null
    shipped_at: Date | null
    received_at: Date | null
    completed_at: Date | null
    open_aftersales: Generated<number>
    receipt_left_ms: bigint | null
    extended_at: Date | null
    created_at: Date
  }
  'outbox': {
    id: Generated<bigint>
    seq: bigint | null
    type: string
    key: string
    payload: ColumnType<unknown, string, string>
    at: Date
    is_bundle: Generated<boolean>
  }
  'outbox_dead_letters': {
    consumer: string
    seq: bigint
    type: string
    key: string
    payload: ColumnType<unknown, string, string>
    error: string
    at: Date
    resolved_at: Date | null
    place: Generated<number>
  }
  'outbox_positions': {
    consumer: string
    seq: Generated<bigint>
    tries: Generated<number>
    retry_at: Date | null
  }
  'parcel_lines': {
    parcel_id: string
    order_line_id: string
    quantity: number
  }
  'parcels': {
    id: string
    order_id: string
    shop_id: string
    direction: string
    aftersale_id: string | null
    carrier: string
    tracking_number: string
    state: string
    state_at: Date
    deadline_at: Date | null
    signed_at: Date | null
    suspicious_reason: string | null
    suspicious_at: Date | null
    created_by: string
    created_at: Date
  }
  'past_customers': {
    id: string
    past_id: string
    person_id: string
    city: string
    region: string
  }
  'past_exceptions': {
    order_id: string
    past_id: string
    kind: string
    due_amount: bigint
    paid_amount: bigint
    difference: Generated<bigint>
    lines_count: number
    payments_count: number
  }
  'past_lines': {
    id: string
    past_id: string
    order_id: string
    position: number
    product_id: string
    seller_id: string
    ship_by: Date | null
    price: bigint
    freight: bigint
    fee: bigint | null
  }
  'past_orders': {
    id: string
    past_id: string
    source_id: string
    customer_id: string
    status: string
    bought_at: Date
    approved_at: Date | null
    shipped_at: Date | null
    delivered_at: Date | null
    promised_at: Date | null
    due_amount: bigint | null
    paid_amount: bigint | null
    booked_at: Date | null
  }
  'past_payments': {
    order_id: string
    position: number
    past_id: string
    method: string
    instalments: number
    amount: bigint
  }
  'past_products': {
    id: string
    past_id: string
    source_id: string
    category: string | null
    weight_g: number | null
  }
  'past_progress': {
    past_id: string
    stage: string
    rows_done: bigint
    is_over: Generated<boolean>
    at: Date
  }
  'past_sellers': {
    id: string
    past_id: string
    source_id: string
    city: string
    region: string
  }
  'pasts': {
    id: string
    name: string
    source: string
    currency: string
    time_zone: string
    fee_ppm: bigint
    fingerprint: string
    started_at: Date
    finished_at: Date | null
    runs: Generated<number>
  }
  'payment_difference_legs': {
    difference_id: string
    provider: string
    day: string
    side: string
    currency: string
    amount: bigint
  }
  'payment_differences': {
    id: string
    provider: string
    payment_id: string | null
    provider_number: string | null
    event: string
    kind: string
    expected: bigint | null
    found: bigint | null
    currency: string | null
    words: string
    state: string
    state_at: Date
    deadline_at: Date | null
    resolved_by: string | null
    resolution: string | null
    created_at: Date
    number: string | null
    expected_currency: string | null
    day: string | null
    owner_id: string | null
    escalations: Generated<number>
    booking: string | null
    proposed_by: string | null
    released_by: string | null
  }
  'payments': {
    id: string
    subject_kind: string
    subject_id: string
    payer_id: string
    provider: string
    number: string
    amount: bigint
    currency: string
    refunded: Generated<bigint>
    refunds_count: Generated<number>
    provider_number: string | null
    cashier_url: string | null
    title: Generated<string>
    payee: Generated<string>
    return_path: string | null
    state: string
    state_at: Date
    deadline_at: Date | null
    next_query_at: Date | null
    queries: Generated<number>
    paid_at: Date | null
    created_at: Date
    trade_ref: string | null
  }
  'payout_account_changes': {
    id: string
    owner_kind: string
    owner_id: string
    holder: string
    bank: string
    account_number: string
    changed_by: string
    changed_at: Date
  }
  'payout_accounts': {
    owner_kind: string
    owner_id: string
    holder: string
    bank: string
    account_number: string
    changed_by: string
    changed_at: Date
  }
  'payout_returns': {
    payout_id: string
    heard_at: Date
    posted_at: Date | null
  }
  'payout_reversals': {
    id: string
    payout_id: string
    number: string
    amount: bigint
    currency: string
    state: string
    state_at: Date
    deadline_at: Date | null
    attempts: Generated<number>
    next_attempt_at: Date | null
    provider_number: string | null
    finished_at: Date | null
    failure_reason: string | null
    created_at: Date
  }
  'payout_runs': {
    id: string
    currency: string
    payouts_count: number
    amount: bigint
    state: string
    state_at: Date
    deadline_at: Date | null
    prepared_by: string
    released_by: string | null
    created_at: Date
  }
  'payouts': {
    id: string
    owner_kind: string
    owner_id: string
    number: string
    amount: bigint
    currency: string
    provider: string
    provider_number: string | null
    bank_account: string
    state: string
    state_at: Date
    deadline_at: Date | null
    attempts: Generated<number>
    next_attempt_at: Date | null
    failure_reason: string | null
    finished_at: Date | null
    requested_by: string
    created_at: Date
    run_id: string | null
    payment_id: string | null
    trade_number: string | null
    bounced_at: Date | null
    hold_reason: string | null
  }
  'pictures': {
    id: string
    shop_id: string | null
    file_key: string
    thumb_key: string
    width: number
    height: number
    size_bytes: bigint
    uploaded_by: string
    uploaded_at: Date
  }
  'plan_changes': {
    id: Generated<bigint>
    plan_id: string
    commission_ppm: bigint
    state: string
    changed_by: string
    at: Date
  }
  'plan_creators': {
    plan_id: string
    creator_id: string
    added_by: string
    added_at: Date
    until: Date | null
    removed_by: string | null
    removed_at: Date | null
  }
  'plan_notices': {
    id: string
    plan_id: string
    from_ppm: bigint
    to_ppm: bigint | null
    announced_by: string
    announced_at: Date
    due_at: Date
    state: string
    state_at: Date
    deadline_at: Date | null
  }
  'plans': {
    id: string
    product_id: string
    shop_id: string
    commission_ppm: bigint
    state: string
    created_at: Date
    changed_at: Date
    kind: Generated<string>
    state_at: Date
    deadline_at: Date | null
    excludes_from: Date | null
  }
  'policy_warnings': {
    item_id: string
    rule_id: string
    takes_effect_at: Date
    mark: string
    at: Date
  }
  'product_days': {
    product_id: string
    day: string
    sold: Generated<bigint>
    returned: Generated<bigint>
  }
  'product_drafts': {
    id: string
    product_id: string
    content: ColumnType<unknown, string, string>
    state: string
    state_at: Date
    deadline_at: Date | null
    findings: ColumnType<unknown, string | null | undefined, string>
    reviewer_id: string | null
    submitted_at: Date | null
    escalated_at: Date | null
    claimed_by: string | null
    claimed_until: Date | null
    created_by: string
    created_at: Date
    version: Generated<number>
  }
  'products': {
    id: string
    shop_id: string
    source: Generated<string>
    sub_source: string | null
    external_url: string | null
    external_id: string | null
    category_id: string
    title: Generated<string>
    blocks: ColumnType<unknown, string | null | undefined, string>
    picture_ids: Generated<string[]>
    option_names: Generated<string[]>
    ship_within_hours: Generated<number>
    price_from: Generated<bigint>
    price_to: Generated<bigint>
    sold_count: Generated<bigint>
    state: string
    state_at: Date
    deadline_at: Date | null
    listed_at: Date | null
    take_down_reason: string | null
    handle: string | null
    import_hash: string | null
    created_at: Date
    version: Generated<number>
  }
  'promotion_pools': {
    promotion_id: string
    quantity: bigint | null
    claimed: Generated<bigint>
    budget: bigint
    used: Generated<bigint>
    spent: Generated<bigint>
  }
  'promotions': {
    id: string
    kind: string
    funder: string
    shop_id: string | null
    room_id: string | null
    creator_id: string | null
    title: string
    currency: Generated<string>
    threshold: bigint
    amount_off: bigint | null
    rate_ppm: bigint | null
    most_off: bigint | null
    product_ids: Generated<string[]>
    per_person: Generated<number>
    starts_at: Date
    ends_at: Date
    use_until: Date
    state: string
    state_at: Date
    deadline_at: Date | null
    created_by: string
    created_at: Date
  }
  'provider_accounts': {
    id: string
    owner_kind: string
    owner_id: string
    provider: string
    external_id: string
    holder: string
    state: string
    state_at: Date
    deadline_at: Date | null
    state_reason: Generated<string>
    named_by: string
    verified_by: string | null
    verified_at: Date | null
    created_at: Date
    automatic_since: Date | null
  }
  'provider_bill_files': {
    id: string
    provider: string
    day: string
    sha256: string
    name: string
    format: string
    lines_count: number
    problems_count: Generated<number>
    passed_over: Generated<number>
    said_rows: number | null
    brought_by: string | null
    received_at: Date
  }
  'provider_bill_lines': {
    id: Generated<bigint>
    file_id: string
    place: number
    about: string
    number: string
    provider_number: string
    amount: bigint
    currency: string
    fee: bigint
    state: string
    finished_at: Date
  }
  'provider_bills': {
    provider: string
    day: string
    lines_count: number
    fees: ColumnType<unknown, string, string>
    checked_at: Date
    file_id: string | null
    again: Generated<boolean>
  }
  'provider_callbacks': {
    id: string
    provider: string
    event_id: string
    raw: Buffer
    headers: ColumnType<unknown, string, string>
    received_at: Date
    handled_at: Date | null
    attempts: Generated<number>
    next_attempt_at: Date | null
    outcome: string | null
  }
  'provider_fee_terms': {
    provider: string
    about: string
    since: string
    fee_ppm: bigint
  }
  'provider_glances': {
    provider: string
    looked_until: Date
  }
  'redemption_lines': {
    redemption_id: string
    order_line_id: string
    amount: bigint
    quantity: number
    returned: Generated<number>
  }
  'redemptions': {
    id: string
    promotion_id: string
    coupon_id: string | null
    checkout_id: string
    buyer_id: string
    amount: bigint
    state: string
    state_at: Date
    deadline_at: Date | null
    created_at: Date
  }
  'refund_fee_rules': {
    valid_from: string
    ppm: bigint
    made_by: string | null
    made_at: Date
    reason: Generated<string>
  }
  'refunds': {
    id: string
    payment_id: string
    reason_kind: string
    reason_id: string
    order_id: string | null
    number: string
    amount: bigint
    currency: string
    trade_number: string
    provider_number: string | null
    state: string
    state_at: Date
    deadline_at: Date | null
    attempts: Generated<number>
    failures: Generated<number>
    next_attempt_at: Date | null
    last_error: string | null
    finished_at: Date | null
    created_at: Date
  }
  'reservations': {
    id: string
    sku_id: string
    buyer_id: string
    quantity: bigint
    returned: Generated<bigint>
    flash_offer_id: string | null
    state: string
    state_at: Date
    deadline_at: Date | null
    created_at: Date
  }
  'room_events': {
    room_id: string
    seq: bigint
    type: string
    payload: ColumnType<unknown, string, string>
    host_only: Generated<boolean>
    at: Date
    offset_ms: bigint | null
  }
  'room_flash_moves': {
    flash_offer_id: string
    room_id: string
    payload: ColumnType<unknown, string, string>
  }
  'room_items': {
    id: string
    room_id: string
    product_id: string
    position: number
    state: string
    state_at: Date
    deadline_at: Date | null
    hidden_rule_id: string | null
    is_explaining: Generated<boolean>
    explain_count: Generated<number>
    explained_from_ms: bigint | null
    explained_to_ms: bigint | null
    sold_count: Generated<bigint>
    is_stock_stale: Generated<boolean>
    is_card_stale: Generated<boolean>
    added_at: Date
  }
  'room_minutes': {
    room_id: string
    minute: Date
    gmv: Generated<bigint>
    viewers: Generated<number>
  }
  'room_mutes': {
    room_id: string
    account_id: string
    by_id: string
    until: Date | null
    at: Date
  }
  'room_order_counts': {
    id: Generated<bigint>
    room_id: string
    orders: bigint
  }
  'room_orders': {
    line_id: string
    order_id: string
    room_id: string
    product_id: string
    is_head: boolean
    buyer: string
    title: string
    quantity: bigint
    amount: bigint
    state: string
    is_paid: Generated<boolean>
    counted: Generated<string>
    at: Date
    paid_at: Date | null
  }
  'room_presence': {
    room_id: string
    gateway_id: string
    viewers: number
    seen_at: Date
  }
  'room_streams': {
    room_id: string
    health: ColumnType<unknown, string, string>
    at: Date
  }
  'room_tickets': {
    nonce: string
    expires_at: Date
  }
  'rooms': {
    id: string
    host_id: string
    title: string
    cover_id: string | null
    shop_id: string | null
    state: string
    state_at: Date
    deadline_at: Date | null
    stream_id: string
    key_version: Generated<number>
    push_key_hash: Buffer | null
    session_no: Generated<number>
    is_kick_wanted: Generated<boolean>
    stream: Generated<string>
    stream_at: Date | null
    stream_offset_ms: Generated<bigint>
    scheduled_at: Date | null
    started_at: Date | null
    ended_at: Date | null
    end_reason: string | null
    event_seq: Generated<bigint>
    viewers: Generated<number>
    viewers_peak: Generated<number>
    likes: Generated<bigint>
    item_clicks: Generated<bigint>
    orders_count: Generated<bigint>
    orders_paid: Generated<bigint>
    gmv: Generated<bigint>
    replay_ready_at: Date | null
    created_at: Date
  }
  'sample_creators': {
    creator_id: string
    waiting: Generated<number>
    rooms_over: Generated<bigint>
    sales: Generated<bigint>
  }
  'sample_offers': {
    product_id: string
    shop_id: string
    sku_id: string
    is_open: boolean
    quota: number
    taken: Generated<number>
    per_creator: number
    min_followers: Generated<bigint>
    min_sales: Generated<bigint>
    created_at: Date
    changed_by: string
    changed_at: Date
  }
  'samples': {
    id: string
    product_id: string
    sku_id: string
    shop_id: string
    creator_id: string
    words: Generated<string>
    address: ColumnType<unknown, string, string>
    state: string
    state_at: Date
    deadline_at: Date | null
    has_taken_stock: Generated<boolean>
    carrier: string | null
    tracking_number: string | null
    shipped_at: Date | null
    received_at: Date | null
    is_extended: Generated<boolean>
    appeal_until: Date | null
    appeal_words: string | null
    answer_words: string | null
    room_id: string | null
    created_at: Date
  }
  'sent_shares': {
    line_id: string
    part: string
    payout_id: string | null
  }
  'sessions': {
    id: string
    account_id: string
    token_hash: Buffer
    created_at: Date
    seen_at: Date
    expires_at: Date
    user_agent: Generated<string>
  }
  'settlement_refunds': {
    event: string
    line_id: string
    order_id: string
    quantity: number
    is_unshipped: boolean
    is_cancellation: boolean
    heard_at: Date
    posted_at: Date | null
    was_settled: boolean | null
    amount: bigint | null
    merchant: Generated<bigint>
    commission: Generated<bigint>
    leader: Generated<bigint>
  }
  'settlement_reserves': {
    line_id: string
    part: string
    owner_id: string
    currency: string
    amount: bigint
    taken: Generated<bigint>
    release_at: Date
    released_at: Date | null
  }
  'settlements': {
    id: string
    order_id: string
    position: number
    shop_id: string
    creator_id: string | null
    leader_id: string | null
    currency: string
    paid: bigint
    platform_discount: bigint
    creator_discount: bigint
    income: bigint
    freight: Generated<bigint>
    fee: bigint
    commission: bigint
    leader_fee: bigint
    leader_cut: bigint
    premium: bigint
    merchant_net: bigint
    estimated_commission: bigint
    freight_paid: Generated<bigint>
    refunded_quantity: Generated<number>
    refunded_unshipped: Generated<number>
    refunded_amount: Generated<bigint>
    is_freight_refunded: Generated<boolean>
    merchant_clawed: Generated<bigint>
    creator_clawed: Generated<bigint>
    leader_clawed: Generated<bigint>
    state: string
    state_at: Date
    deadline_at: Date | null
    hold_days: number
    settle_at: Date | null
    settled_at: Date | null
    allocated_at: Date | null
    tier: Generated<string>
    reserve_ppm: Generated<bigint>
    reserve_days: Generated<number>
    creator_tier: string | null
    creator_hold_days: number | null
    creator_reserve_ppm: Generated<bigint>
    creator_reserve_days: Generated<number>
    creator_settle_at: Date | null
    creator_settled_at: Date | null
    agency_id: string | null
    agency_fee: Generated<bigint>
    refund_admin_ppm: Generated<bigint>
  }
  'shop_documents': {
    id: string
    shop_id: string
    kind: string
    file_key: string
    file_name: string
    media_type: string
    size_bytes: bigint
    uploaded_by: string
    uploaded_at: Date
    removed_at: Date | null
  }
  'shop_scores': {
    shop_id: string
    day: string
    score: number
    noted_by: string
    noted_at: Date
  }
  'shop_staff': {
    shop_id: string
    account_id: string
    role: string
    added_at: Date
  }
  'shop_staff_changes': {
    id: Generated<bigint>
    shop_id: string
    account_id: string
    role: string | null
    changed_by: string
    at: Date
  }
  'shops': {
    id: string
    name: string
    name_key: string
    kind: string
    about: Generated<string>
    logo_key: string | null
    owner_id: string
    return_address: ColumnType<unknown | null, string | null | undefined, string | null>
    is_self_operated: Generated<boolean>
    deposit_required: Generated<bigint>
    deposit_paid: Generated<bigint>
    state: string
    state_at: Date
    deadline_at: Date | null
    review_note: Generated<string>
    review_findings: ColumnType<unknown, string | null | undefined, string>
    legal_name: Generated<string>
    licence_number: Generated<string>
    contact_phone: Generated<string>
    created_at: Date
    submitted_at: Date | null
    escalations: Generated<number>
    opened_at: Date | null
    version: Generated<number>
    listings_stopped: string | null
  }
  'showcase_items': {
    creator_id: string
    product_id: string
    position: number
    added_at: Date
  }
  'sign_in_names': {
    name: string
    account_id: string
    kind: string
  }
  'skus': {
    id: string
    product_id: string
    shop_id: string
    code: Generated<string>
    option_values: Generated<string[]>
    price: bigint
    list_price: bigint | null
    currency: Generated<string>
    picture_id: string | null
    weight_g: Generated<number>
    is_on_sale: Generated<boolean>
    position: Generated<number>
    created_at: Date
  }
  'state_changes': {
    id: Generated<bigint>
    noun: string
    noun_id: string
    from_state: string | null
    to_state: string
    actor_kind: string
    actor_id: string
    reason: string
    at: Date
    deadline_at: Date | null
  }
  'state_edges': {
    noun: string
    from_state: string
    to_state: string
  }
  'statements': {
    id: string
    owner_kind: string
    owner_id: string
    day: string
    currency: string
    lines_count: number
    income: bigint
    fees: bigint
    commissions: bigint
    clawed_back: bigint
    net: bigint
    paid_out: Generated<bigint>
    balance_after: bigint
    made_at: Date
    reserved: Generated<bigint>
    first_entry: bigint | null
    last_entry: bigint | null
    given: Generated<bigint>
  }
  'stock': {
    sku_id: string
    shop_id: string
    received: Generated<bigint>
    available: Generated<bigint>
    reserved: Generated<bigint>
    sold: Generated<bigint>
    written_off: Generated<bigint>
    is_listed: Generated<boolean>
  }
  'stock_changes': {
    id: Generated<bigint>
    sku_id: string
    change: bigint
    reason: string
    actor_kind: string
    actor_id: string
    at: Date
  }
  'sweep_runs': {
    name: string
    last_at: Date
    dealt: Generated<bigint>
  }
  'tier_rules': {
    role: string
    tier: string
    score_from: number | null
    hold_days: number
    reserve_ppm: Generated<bigint>
    reserve_days: Generated<number>
    valid_from: string
    made_by: string | null
    made_at: Date
  }
  'tracking_events': {
    id: string
    parcel_id: string
    carrier_event_id: string
    state: string
    place: Generated<string>
    words: Generated<string>
    happened_at: Date
    received_at: Date
    raw: string
  }
  'sandbox.carrier_events': {
    id: string
    tracking_number: string
    state: string
    place: string
    words: string
    happened_at: Date
    attempts: Generated<number>
    next_at: Date | null
    delivered_at: Date | null
  }
  'sandbox.notices': {
    id: string
    trade_id: string
    body: string
    attempts: Generated<number>
    next_at: Date | null
    delivered_at: Date | null
  }
  'sandbox.personality': {
    one: Generated<boolean>
    settings: ColumnType<unknown, string | null | undefined, string>
  }
  'sandbox.trades': {
    id: string
    number: string
    kind: string
    merchant_number: string
    payment_number: string | null
    amount: bigint
    refunded: Generated<bigint>
    fee: Generated<bigint>
    currency: string
    title: Generated<string>
    payee: Generated<string>
    bank_account: string | null
    return_url: string | null
    notify_url: string
    state: string
    failure_reason: string | null
    created_at: Date
    expires_at: Date | null
    finished_at: Date | null
    returned_at: Date | null
  }
  'sandbox.waybills': {
    tracking_number: string
    carrier: string
    reference: string
    state: string
    step: Generated<number>
    notify_url: string
    next_at: Date | null
    created_at: Date
  }
}
