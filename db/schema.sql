-- Made from the migrated schema by `npm run generate`; a test fails when it drifts.

table access_changes
  number bigint not null
  account_id uuid not null
  at timestamp with time zone not null default clock_timestamp()

table accounts
  id uuid not null
  nickname text not null
  avatar_key text
  bio text not null default ''::text
  language text not null default 'zh-CN'::text
  password_hash text not null
  is_creator boolean not null default false
  created_at timestamp with time zone not null
  closed_at timestamp with time zone

table addresses
  id uuid not null
  account_id uuid not null
  recipient text not null
  phone text not null
  province text not null
  city text not null
  district text not null
  street text not null
  is_default boolean not null default false
  created_at timestamp with time zone not null
  removed_at timestamp with time zone

table aftersales
  id uuid not null
  order_id uuid not null
  order_line_id uuid not null
  shop_id uuid not null
  buyer_id uuid not null
  kind text not null
  quantity integer not null
  amount bigint not null
  currency text not null
  reason text not null
  words text not null default ''::text
  evidence_ids uuid[] not null default '{}'::uuid[]
  is_of_right boolean not null default false
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  rejection_reason text
  rejection_words text
  seller_evidence_ids uuid[] not null default '{}'::uuid[]
  escalation_words text
  overdue_count integer not null default 0
  return_parcel_id uuid
  return_address jsonb
  refund_id uuid
  verdict text
  verdict_words text
  judged_by uuid
  created_at timestamp with time zone not null
  closed_at timestamp with time zone
  version integer not null default 1

table agencies
  account_id uuid not null
  name text not null
  created_at timestamp with time zone not null

table agency_agreements
  id uuid not null
  agency_id uuid not null
  creator_id uuid not null
  share_ppm bigint not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  invited_at timestamp with time zone not null
  started_at timestamp with time zone
  ends_at timestamp with time zone

table api_keys
  id uuid not null
  account_id uuid not null
  name text not null
  key_hash bytea not null
  shown text not null
  created_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  used_at timestamp with time zone
  revoked_at timestamp with time zone

table basket_lines
  account_id uuid not null
  sku_id uuid not null
  room_id uuid
  quantity integer not null
  price_when_added bigint not null
  added_at timestamp with time zone not null
  context text

table campaign_changes
  id uuid not null
  item_id uuid not null
  kind text not null
  commission_ppm bigint
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  asked_by uuid not null
  asked_at timestamp with time zone not null

table campaign_items
  id uuid not null
  campaign_id uuid not null
  leader_id uuid not null
  product_id uuid not null
  shop_id uuid not null
  leader_ppm bigint not null
  commission_ppm bigint not null
  next_commission_ppm bigint
  next_from timestamp with time zone
  is_open_to_all boolean not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  applied_by uuid not null
  applied_at timestamp with time zone not null
  promoted_at timestamp with time zone
  min_until timestamp with time zone
  protected_until timestamp with time zone
  is_ending boolean not null default false
  answer_words text

table campaign_joins
  id uuid not null
  item_id uuid not null
  product_id uuid not null
  creator_id uuid not null
  joined_at timestamp with time zone not null
  left_at timestamp with time zone

table campaigns
  id uuid not null
  leader_id uuid not null
  title text not null
  words text not null default ''::text
  leader_ppm bigint not null
  min_commission_ppm bigint not null
  min_promotion_days integer not null
  protection_months integer not null
  is_open_to_all boolean not null
  applies_until timestamp with time zone not null
  ends_at timestamp with time zone not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  created_at timestamp with time zone not null

table categories
  id text not null
  parent_id text
  name_zh text not null
  name_en text not null
  fee_ppm bigint not null
  return_days integer not null
  return_exception text
  deposit_fen bigint not null default 0
  position integer not null default 0

table chat_messages
  id bigint not null
  room_id uuid not null
  account_id uuid not null
  words text not null
  at timestamp with time zone not null
  offset_ms bigint
  hidden_at timestamp with time zone

table checkouts
  id uuid not null
  buyer_id uuid not null
  payment_id uuid
  amount bigint not null
  currency text not null
  created_at timestamp with time zone not null

table clawback_reversals
  reversal_id uuid not null
  event text not null
  line_id uuid not null
  part text not null
  debt bigint not null
  ended_at timestamp with time zone

table clock
  one boolean not null default true
  offset_ms bigint not null default 0

table coupons
  id uuid not null
  promotion_id uuid not null
  holder_id uuid not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  claimed_at timestamp with time zone not null

table creator_scores
  creator_id uuid not null
  day date not null
  score integer not null
  noted_by text not null
  noted_at timestamp with time zone not null

table decided_cases
  id uuid not null
  shop_id uuid not null
  amount bigint not null
  reason text not null
  decided_by uuid not null
  decided_at timestamp with time zone not null

table demo_people
  account_id uuid not null
  role text not null
  words_zh text not null
  words_en text not null
  position integer not null

table deposit_event_shops
  rule_id uuid not null
  shop_id uuid not null

table deposit_payments
  payment_id uuid not null
  shop_id uuid not null
  amount bigint not null
  currency text not null
  heard_at timestamp with time zone not null
  posted_at timestamp with time zone

table deposit_records
  id uuid not null
  shop_id uuid not null
  kind text not null
  amount bigint not null default 0
  frozen bigint not null default 0
  paid_after bigint not null
  frozen_after bigint not null
  event text
  journal_kind text
  case_id uuid
  loss_of text
  line_id uuid
  reason text not null
  actor_kind text not null
  actor_id text not null
  at timestamp with time zone not null

table deposit_rules
  id uuid not null
  kind text not null
  category_id text
  shop_kind text
  sales_from bigint
  name text not null default ''::text
  amount bigint not null
  effective_from timestamp with time zone not null
  effective_until timestamp with time zone
  source text not null
  added_by uuid
  added_at timestamp with time zone not null
  reason text not null default ''::text

table deposits
  shop_id uuid not null
  currency text not null
  required bigint not null
  paid bigint not null default 0
  id uuid default shop_id
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  frozen bigint not null default 0
  lines jsonb not null default '[]'::jsonb
  sales bigint not null default 0
  computed_on date
  share_ppm bigint
  filling_since timestamp with time zone
  refund_applied_by uuid
  refund_applied_at timestamp with time zone
  refund_answer text not null default ''::text
  refund_blocks jsonb not null default '[]'::jsonb
  refund_payout_id uuid

table flash_offers
  id uuid not null
  room_id uuid not null
  shop_id uuid not null
  sku_id uuid not null
  price bigint not null
  quota bigint not null
  taken bigint not null default 0
  limit_per_buyer integer not null
  opens_at timestamp with time zone not null
  closes_at timestamp with time zone not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  created_by uuid not null
  created_at timestamp with time zone not null

table flash_takings
  flash_offer_id uuid not null
  buyer_id uuid not null
  quantity bigint not null
  limit_per_buyer integer not null

table follow_changes
  followed_id uuid not null
  number bigint not null
  follower_id uuid not null
  at timestamp with time zone not null default clock_timestamp()

table follow_marks
  account_id uuid not null
  followers bigint not null
  changes bigint not null

table follows
  follower_id uuid not null
  followed_id uuid not null
  at timestamp with time zone not null

table heard_payments
  payment_id uuid not null
  checkout_id uuid not null
  paid_at timestamp with time zone not null

table idempotency_keys
  hash text not null
  answer json
  at timestamp with time zone not null
  id uuid not null

table import_errors
  import_id uuid not null
  line integer not null
  handle text not null default ''::text
  field text not null default ''::text
  code text not null
  words text not null
  is_warning boolean not null default false

table imports
  id uuid not null
  shop_id uuid not null
  file_key text not null
  file_name text not null
  file_hash text not null
  dialect text not null
  dry_run boolean not null
  category_id text not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  products_total integer not null default 0
  products_done integer not null default 0
  created_count integer not null default 0
  updated_count integer not null default 0
  unchanged_count integer not null default 0
  error_count integer not null default 0
  started_by uuid not null
  created_at timestamp with time zone not null

table journal_seals
  journal_id bigint not null
  day date not null
  digest bytea not null

table journals
  id bigint not null
  event text not null
  kind text not null
  reverses bigint
  memo text not null default ''::text
  at timestamp with time zone not null
  booked_on date not null

table leaders
  account_id uuid not null
  name text not null
  words text not null default ''::text
  since timestamp with time zone not null
  changed_at timestamp with time zone not null

table ledger_account_types
  kind text not null
  holds text not null

table ledger_accounts
  id uuid not null
  kind text not null
  owner_kind text not null
  owner_id uuid
  currency text not null
  has_floor boolean not null
  balance bigint not null default 0
  entries_count bigint not null default 0
  created_at timestamp with time zone not null

table ledger_book
  one boolean not null default true
  closed_through date
  sealed_through date
  sealed_hash text

table ledger_days
  day date not null
  first_journal bigint
  last_journal bigint
  journals_count bigint not null
  entries_count bigint not null
  turnover bigint not null
  hash text not null
  previous_hash text not null
  sealed_at timestamp with time zone not null

table ledger_entries
  id bigint not null
  journal_id bigint not null
  account_id uuid not null
  amount bigint not null
  currency text not null
  order_id uuid
  order_line_id uuid
  balance_after bigint not null

table ledger_fee_splits
  journal_kind text not null

table link_rules
  id text not null
  platform text not null
  source text
  sub_source text
  category text
  placement text
  among text[]
  effect text not null
  fee_ppm bigint not null default 0
  effective_from timestamp with time zone not null
  effective_to timestamp with time zone
  announced_at timestamp with time zone
  reason text not null default ''::text
  supersedes text
  created_by uuid
  created_at timestamp with time zone not null

table operator_duties
  account_id uuid not null
  duty text not null
  given_by uuid
  given_at timestamp with time zone not null

table order_line_aftersales
  aftersale_id uuid not null
  order_line_id uuid not null
  kind text not null
  state text not null
  changed_at timestamp with time zone not null

table order_lines
  id uuid not null
  order_id uuid not null
  shop_id uuid not null
  position integer not null
  product_id uuid not null
  sku_id uuid not null
  quantity integer not null
  title text not null
  option_values text[] not null
  picture_key text
  unit_price bigint not null
  price_amount bigint not null
  shop_discount bigint not null default 0
  platform_discount bigint not null default 0
  creator_discount bigint not null default 0
  paid_amount bigint not null
  fee_ppm bigint not null
  commission_ppm bigint not null default 0
  leader_ppm bigint not null default 0
  leader_cut_ppm bigint not null default 0
  premium bigint not null default 0
  plan_id uuid
  creator_id uuid
  leader_id uuid
  room_id uuid
  stream_offset_ms bigint
  flash_offer_id uuid
  return_days integer not null
  return_exception text
  shipped_quantity integer not null default 0
  cancelled_quantity integer not null default 0
  refunded_quantity integer not null default 0
  refunded_amount bigint not null default 0
  placement text not null default 'shop'::text
  content_id uuid
  plan_kind text
  campaign_id uuid
  agency_id uuid
  agency_ppm bigint not null default 0

table orders
  id uuid not null
  number text not null
  checkout_id uuid not null
  buyer_id uuid not null
  shop_id uuid not null
  payment_id uuid
  currency text not null
  goods_amount bigint not null
  discount_amount bigint not null default 0
  freight_amount bigint not null default 0
  paid_amount bigint not null
  refunded_amount bigint not null default 0
  address jsonb not null
  buyer_note text not null default ''::text
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  cancel_reason text
  ship_within_hours integer not null
  ship_by timestamp with time zone
  paid_at timestamp with time zone
  shipped_at timestamp with time zone
  received_at timestamp with time zone
  completed_at timestamp with time zone
  open_aftersales integer not null default 0
  receipt_left_ms bigint
  extended_at timestamp with time zone
  created_at timestamp with time zone not null

table outbox
  id bigint not null
  seq bigint
  type text not null
  key text not null
  payload json not null
  at timestamp with time zone not null
  is_bundle boolean not null default false

table outbox_dead_letters
  consumer text not null
  seq bigint not null
  type text not null
  key text not null
  payload jsonb not null
  error text not null
  at timestamp with time zone not null
  resolved_at timestamp with time zone
  place integer not null default 0

table outbox_positions
  consumer text not null
  seq bigint not null default 0
  tries integer not null default 0
  retry_at timestamp with time zone

table parcel_lines
  parcel_id uuid not null
  order_line_id uuid not null
  quantity integer not null

table parcels
  id uuid not null
  order_id uuid not null
  shop_id uuid not null
  direction text not null
  aftersale_id uuid
  carrier text not null
  tracking_number text not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  signed_at timestamp with time zone
  suspicious_reason text
  suspicious_at timestamp with time zone
  created_by uuid not null
  created_at timestamp with time zone not null

table past_customers
  id uuid not null
  past_id uuid not null
  person_id uuid not null
  city text not null
  region text not null

table past_exceptions
  order_id uuid not null
  past_id uuid not null
  kind text not null
  due_amount bigint not null
  paid_amount bigint not null
  difference bigint not null default (paid_amount - due_amount)
  lines_count integer not null
  payments_count integer not null

table past_lines
  id uuid not null
  past_id uuid not null
  order_id uuid not null
  position integer not null
  product_id uuid not null
  seller_id uuid not null
  ship_by timestamp with time zone
  price bigint not null
  freight bigint not null
  fee bigint

table past_orders
  id uuid not null
  past_id uuid not null
  source_id text not null
  customer_id uuid not null
  status text not null
  bought_at timestamp with time zone not null
  approved_at timestamp with time zone
  shipped_at timestamp with time zone
  delivered_at timestamp with time zone
  promised_at timestamp with time zone
  due_amount bigint
  paid_amount bigint
  booked_at timestamp with time zone

table past_payments
  order_id uuid not null
  position integer not null
  past_id uuid not null
  method text not null
  instalments integer not null
  amount bigint not null

table past_products
  id uuid not null
  past_id uuid not null
  source_id text not null
  category text
  weight_g integer

table past_progress
  past_id uuid not null
  stage text not null
  rows_done bigint not null
  is_over boolean not null default false
  at timestamp with time zone not null

table past_sellers
  id uuid not null
  past_id uuid not null
  source_id text not null
  city text not null
  region text not null

table pasts
  id uuid not null
  name text not null
  source text not null
  currency text not null
  time_zone text not null
  fee_ppm bigint not null
  fingerprint text not null
  started_at timestamp with time zone not null
  finished_at timestamp with time zone
  runs integer not null default 1

table payment_difference_legs
  difference_id uuid not null
  provider text not null
  day date not null
  side text not null
  currency text not null
  amount bigint not null

table payment_differences
  id uuid not null
  provider text not null
  payment_id uuid
  provider_number text
  event text not null
  kind text not null
  expected bigint
  found bigint
  currency text
  words text not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  resolved_by uuid
  resolution text
  created_at timestamp with time zone not null
  number text
  expected_currency text
  day date
  owner_id uuid
  escalations integer not null default 0
  booking text
  proposed_by uuid
  released_by uuid

table payments
  id uuid not null
  subject_kind text not null
  subject_id uuid not null
  payer_id uuid not null
  provider text not null
  number text not null
  amount bigint not null
  currency text not null
  refunded bigint not null default 0
  refunds_count integer not null default 0
  provider_number text
  cashier_url text
  title text not null default ''::text
  payee text not null default ''::text
  return_path text
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  next_query_at timestamp with time zone
  queries integer not null default 0
  paid_at timestamp with time zone
  created_at timestamp with time zone not null
  trade_ref text

table payout_account_changes
  id uuid not null
  owner_kind text not null
  owner_id uuid not null
  holder text not null
  bank text not null
  account_number text not null
  changed_by uuid not null
  changed_at timestamp with time zone not null

table payout_accounts
  owner_kind text not null
  owner_id uuid not null
  holder text not null
  bank text not null
  account_number text not null
  changed_by uuid not null
  changed_at timestamp with time zone not null

table payout_returns
  payout_id uuid not null
  heard_at timestamp with time zone not null
  posted_at timestamp with time zone

table payout_reversals
  id uuid not null
  payout_id uuid not null
  number text not null
  amount bigint not null
  currency text not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  attempts integer not null default 0
  next_attempt_at timestamp with time zone
  provider_number text
  finished_at timestamp with time zone
  failure_reason text
  created_at timestamp with time zone not null

table payout_runs
  id uuid not null
  currency text not null
  payouts_count integer not null
  amount bigint not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  prepared_by uuid not null
  released_by uuid
  created_at timestamp with time zone not null

table payouts
  id uuid not null
  owner_kind text not null
  owner_id uuid not null
  number text not null
  amount bigint not null
  currency text not null
  provider text not null
  provider_number text
  bank_account text not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  attempts integer not null default 0
  next_attempt_at timestamp with time zone
  failure_reason text
  finished_at timestamp with time zone
  requested_by uuid not null
  created_at timestamp with time zone not null
  run_id uuid
  payment_id uuid
  trade_number text
  bounced_at timestamp with time zone
  hold_reason text

table pictures
  id uuid not null
  shop_id uuid
  file_key text not null
  thumb_key text not null
  width integer not null
  height integer not null
  size_bytes bigint not null
  uploaded_by uuid not null
  uploaded_at timestamp with time zone not null

table plan_changes
  id bigint not null
  plan_id uuid not null
  commission_ppm bigint not null
  state text not null
  changed_by uuid not null
  at timestamp with time zone not null

table plan_creators
  plan_id uuid not null
  creator_id uuid not null
  added_by uuid not null
  added_at timestamp with time zone not null
  until timestamp with time zone
  removed_by uuid
  removed_at timestamp with time zone

table plan_notices
  id uuid not null
  plan_id uuid not null
  from_ppm bigint not null
  to_ppm bigint
  announced_by uuid not null
  announced_at timestamp with time zone not null
  due_at timestamp with time zone not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone

table plans
  id uuid not null
  product_id uuid not null
  shop_id uuid not null
  commission_ppm bigint not null
  state text not null
  created_at timestamp with time zone not null
  changed_at timestamp with time zone not null
  kind text not null default 'open'::text
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  excludes_from timestamp with time zone

table policy_warnings
  item_id uuid not null
  rule_id text not null
  takes_effect_at timestamp with time zone not null
  mark text not null
  at timestamp with time zone not null

table product_days
  product_id uuid not null
  day date not null
  sold bigint not null default 0
  returned bigint not null default 0

table product_drafts
  id uuid not null
  product_id uuid not null
  content jsonb not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  findings jsonb not null default '[]'::jsonb
  reviewer_id uuid
  submitted_at timestamp with time zone
  escalated_at timestamp with time zone
  claimed_by uuid
  claimed_until timestamp with time zone
  created_by uuid not null
  created_at timestamp with time zone not null
  version integer not null default 1

table products
  id uuid not null
  shop_id uuid not null
  source text not null default 'own'::text
  sub_source text
  external_url text
  external_id text
  category_id text not null
  title text not null default ''::text
  blocks jsonb not null default '[]'::jsonb
  picture_ids uuid[] not null default '{}'::uuid[]
  option_names text[] not null default '{}'::text[]
  ship_within_hours integer not null default 48
  price_from bigint not null default 0
  price_to bigint not null default 0
  sold_count bigint not null default 0
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  listed_at timestamp with time zone
  take_down_reason text
  handle text
  import_hash text
  created_at timestamp with time zone not null
  version integer not null default 1

table promotion_pools
  promotion_id uuid not null
  quantity bigint
  claimed bigint not null default 0
  budget bigint not null
  used bigint not null default 0
  spent bigint not null default 0

table promotions
  id uuid not null
  kind text not null
  funder text not null
  shop_id uuid
  room_id uuid
  creator_id uuid
  title text not null
  currency text not null default 'CNY'::text
  threshold bigint not null
  amount_off bigint
  rate_ppm bigint
  most_off bigint
  product_ids uuid[] not null default '{}'::uuid[]
  per_person integer not null default 1
  starts_at timestamp with time zone not null
  ends_at timestamp with time zone not null
  use_until timestamp with time zone not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  created_by uuid not null
  created_at timestamp with time zone not null

table provider_accounts
  id uuid not null
  owner_kind text not null
  owner_id uuid not null
  provider text not null
  external_id text not null
  holder text not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  state_reason text not null default ''::text
  named_by uuid not null
  verified_by uuid
  verified_at timestamp with time zone
  created_at timestamp with time zone not null
  automatic_since timestamp with time zone

table provider_bill_files
  id uuid not null
  provider text not null
  day date not null
  sha256 text not null
  name text not null
  format text not null
  lines_count integer not null
  problems_count integer not null default 0
  passed_over integer not null default 0
  said_rows integer
  brought_by uuid
  received_at timestamp with time zone not null

table provider_bill_lines
  id bigint not null
  file_id uuid not null
  place integer not null
  about text not null
  number text not null
  provider_number text not null
  amount bigint not null
  currency text not null
  fee bigint not null
  state text not null
  finished_at timestamp with time zone not null

table provider_bills
  provider text not null
  day date not null
  lines_count integer not null
  fees jsonb not null
  checked_at timestamp with time zone not null
  file_id uuid
  again boolean not null default false

table provider_callbacks
  id uuid not null
  provider text not null
  event_id text not null
  raw bytea not null
  headers jsonb not null
  received_at timestamp with time zone not null
  handled_at timestamp with time zone
  attempts integer not null default 0
  next_attempt_at timestamp with time zone
  outcome text

table provider_fee_terms
  provider text not null
  about text not null
  since date not null
  fee_ppm bigint not null

table provider_glances
  provider text not null
  looked_until timestamp with time zone not null

table redemption_lines
  redemption_id uuid not null
  order_line_id uuid not null
  amount bigint not null
  quantity integer not null
  returned integer not null default 0

table redemptions
  id uuid not null
  promotion_id uuid not null
  coupon_id uuid
  checkout_id uuid not null
  buyer_id uuid not null
  amount bigint not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  created_at timestamp with time zone not null

table refund_fee_rules
  valid_from date not null
  ppm bigint not null
  made_by uuid
  made_at timestamp with time zone not null
  reason text not null default ''::text

table refunds
  id uuid not null
  payment_id uuid not null
  reason_kind text not null
  reason_id uuid not null
  order_id uuid
  number text not null
  amount bigint not null
  currency text not null
  trade_number text not null
  provider_number text
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  attempts integer not null default 0
  failures integer not null default 0
  next_attempt_at timestamp with time zone
  last_error text
  finished_at timestamp with time zone
  created_at timestamp with time zone not null

table reservations
  id uuid not null
  sku_id uuid not null
  buyer_id uuid not null
  quantity bigint not null
  returned bigint not null default 0
  flash_offer_id uuid
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  created_at timestamp with time zone not null

table room_events
  room_id uuid not null
  seq bigint not null
  type text not null
  payload jsonb not null
  host_only boolean not null default false
  at timestamp with time zone not null
  offset_ms bigint

table room_flash_moves
  flash_offer_id uuid not null
  room_id uuid not null
  payload jsonb not null

table room_items
  id uuid not null
  room_id uuid not null
  product_id uuid not null
  position integer not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  hidden_rule_id text
  is_explaining boolean not null default false
  explain_count integer not null default 0
  explained_from_ms bigint
  explained_to_ms bigint
  sold_count bigint not null default 0
  is_stock_stale boolean not null default false
  is_card_stale boolean not null default false
  added_at timestamp with time zone not null

table room_minutes
  room_id uuid not null
  minute timestamp with time zone not null
  gmv bigint not null default 0
  viewers integer not null default 0

table room_mutes
  room_id uuid not null
  account_id uuid not null
  by_id uuid not null
  until timestamp with time zone
  at timestamp with time zone not null

table room_order_counts
  id bigint not null
  room_id uuid not null
  orders bigint not null

table room_orders
  line_id uuid not null
  order_id uuid not null
  room_id uuid not null
  product_id uuid not null
  is_head boolean not null
  buyer text not null
  title text not null
  quantity bigint not null
  amount bigint not null
  state text not null
  is_paid boolean not null default false
  counted text not null default 'none'::text
  at timestamp with time zone not null
  paid_at timestamp with time zone

table room_presence
  room_id uuid not null
  gateway_id uuid not null
  viewers integer not null
  seen_at timestamp with time zone not null

table room_streams
  room_id uuid not null
  health jsonb not null
  at timestamp with time zone not null

table room_tickets
  nonce text not null
  expires_at timestamp with time zone not null

table rooms
  id uuid not null
  host_id uuid not null
  title text not null
  cover_id uuid
  shop_id uuid
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  stream_id text not null
  key_version integer not null default 1
  push_key_hash bytea
  session_no integer not null default 1
  is_kick_wanted boolean not null default false
  stream text not null default 'none'::text
  stream_at timestamp with time zone
  stream_offset_ms bigint not null default 0
  scheduled_at timestamp with time zone
  started_at timestamp with time zone
  ended_at timestamp with time zone
  end_reason text
  event_seq bigint not null default 0
  viewers integer not null default 0
  viewers_peak integer not null default 0
  likes bigint not null default 0
  item_clicks bigint not null default 0
  orders_count bigint not null default 0
  orders_paid bigint not null default 0
  gmv bigint not null default 0
  replay_ready_at timestamp with time zone
  created_at timestamp with time zone not null

table sample_creators
  creator_id uuid not null
  waiting integer not null default 0
  rooms_over bigint not null default 0
  sales bigint not null default 0

table sample_offers
  product_id uuid not null
  shop_id uuid not null
  sku_id uuid not null
  is_open boolean not null
  quota integer not null
  taken integer not null default 0
  per_creator integer not null
  min_followers bigint not null default 0
  min_sales bigint not null default 0
  created_at timestamp with time zone not null
  changed_by uuid not null
  changed_at timestamp with time zone not null

table samples
  id uuid not null
  product_id uuid not null
  sku_id uuid not null
  shop_id uuid not null
  creator_id uuid not null
  words text not null default ''::text
  address jsonb not null
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  has_taken_stock boolean not null default false
  carrier text
  tracking_number text
  shipped_at timestamp with time zone
  received_at timestamp with time zone
  is_extended boolean not null default false
  appeal_until timestamp with time zone
  appeal_words text
  answer_words text
  room_id uuid
  created_at timestamp with time zone not null

table sent_shares
  line_id uuid not null
  part text not null
  payout_id uuid

table sessions
  id uuid not null
  account_id uuid not null
  token_hash bytea not null
  created_at timestamp with time zone not null
  seen_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  user_agent text not null default ''::text

table settlement_refunds
  event text not null
  line_id uuid not null
  order_id uuid not null
  quantity integer not null
  is_unshipped boolean not null
  is_cancellation boolean not null
  heard_at timestamp with time zone not null
  posted_at timestamp with time zone
  was_settled boolean
  amount bigint
  merchant bigint not null default 0
  commission bigint not null default 0
  leader bigint not null default 0

table settlement_reserves
  line_id uuid not null
  part text not null
  owner_id uuid not null
  currency text not null
  amount bigint not null
  taken bigint not null default 0
  release_at timestamp with time zone not null
  released_at timestamp with time zone

table settlements
  id uuid not null
  order_id uuid not null
  position integer not null
  shop_id uuid not null
  creator_id uuid
  leader_id uuid
  currency text not null
  paid bigint not null
  platform_discount bigint not null
  creator_discount bigint not null
  income bigint not null
  freight bigint not null default 0
  fee bigint not null
  commission bigint not null
  leader_fee bigint not null
  leader_cut bigint not null
  premium bigint not null
  merchant_net bigint not null
  estimated_commission bigint not null
  freight_paid bigint not null default 0
  refunded_quantity integer not null default 0
  refunded_unshipped integer not null default 0
  refunded_amount bigint not null default 0
  is_freight_refunded boolean not null default false
  merchant_clawed bigint not null default 0
  creator_clawed bigint not null default 0
  leader_clawed bigint not null default 0
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  hold_days integer not null
  settle_at timestamp with time zone
  settled_at timestamp with time zone
  allocated_at timestamp with time zone
  tier text not null default 'new'::text
  reserve_ppm bigint not null default 0
  reserve_days integer not null default 0
  creator_tier text
  creator_hold_days integer
  creator_reserve_ppm bigint not null default 0
  creator_reserve_days integer not null default 0
  creator_settle_at timestamp with time zone
  creator_settled_at timestamp with time zone
  agency_id uuid
  agency_fee bigint not null default 0
  refund_admin_ppm bigint not null default 0

table shop_documents
  id uuid not null
  shop_id uuid not null
  kind text not null
  file_key text not null
  file_name text not null
  media_type text not null
  size_bytes bigint not null
  uploaded_by uuid not null
  uploaded_at timestamp with time zone not null
  removed_at timestamp with time zone

table shop_scores
  shop_id uuid not null
  day date not null
  score integer not null
  noted_by text not null
  noted_at timestamp with time zone not null

table shop_staff
  shop_id uuid not null
  account_id uuid not null
  role text not null
  added_at timestamp with time zone not null

table shop_staff_changes
  id bigint not null
  shop_id uuid not null
  account_id uuid not null
  role text
  changed_by uuid not null
  at timestamp with time zone not null

table shops
  id uuid not null
  name text not null
  name_key text not null
  kind text not null
  about text not null default ''::text
  logo_key text
  owner_id uuid not null
  return_address jsonb
  is_self_operated boolean not null default false
  deposit_required bigint not null default 0
  deposit_paid bigint not null default 0
  state text not null
  state_at timestamp with time zone not null
  deadline_at timestamp with time zone
  review_note text not null default ''::text
  review_findings jsonb not null default '[]'::jsonb
  legal_name text not null default ''::text
  licence_number text not null default ''::text
  contact_phone text not null default ''::text
  created_at timestamp with time zone not null
  submitted_at timestamp with time zone
  escalations integer not null default 0
  opened_at timestamp with time zone
  version integer not null default 1
  listings_stopped text

table showcase_items
  creator_id uuid not null
  product_id uuid not null
  position integer not null
  added_at timestamp with time zone not null

table sign_in_names
  name text not null
  account_id uuid not null
  kind text not null

table skus
  id uuid not null
  product_id uuid not null
  shop_id uuid not null
  code text not null default ''::text
  option_values text[] not null default '{}'::text[]
  price bigint not null
  list_price bigint
  currency text not null default 'CNY'::text
  picture_id uuid
  weight_g integer not null default 0
  is_on_sale boolean not null default true
  position integer not null default 0
  created_at timestamp with time zone not null

table state_changes
  id bigint not null
  noun text not null
  noun_id uuid not null
  from_state text
  to_state text not null
  actor_kind text not null
  actor_id text not null
  reason text not null
  at timestamp with time zone not null
  deadline_at timestamp with time zone

table state_edges
  noun text not null
  from_state text not null
  to_state text not null

table statements
  id uuid not null
  owner_kind text not null
  owner_id uuid not null
  day date not null
  currency text not null
  lines_count integer not null
  income bigint not null
  fees bigint not null
  commissions bigint not null
  clawed_back bigint not null
  net bigint not null
  paid_out bigint not null default 0
  balance_after bigint not null
  made_at timestamp with time zone not null
  reserved bigint not null default 0
  first_entry bigint
  last_entry bigint
  given bigint not null default 0

table stock
  sku_id uuid not null
  shop_id uuid not null
  received bigint not null default 0
  available bigint not null default 0
  reserved bigint not null default 0
  sold bigint not null default 0
  written_off bigint not null default 0
  is_listed boolean not null default false

table stock_changes
  id bigint not null
  sku_id uuid not null
  change bigint not null
  reason text not null
  actor_kind text not null
  actor_id text not null
  at timestamp with time zone not null

table sweep_runs
  name text not null
  last_at timestamp with time zone not null
  dealt bigint not null default 0

table tier_rules
  role text not null
  tier text not null
  score_from integer
  hold_days integer not null
  reserve_ppm bigint not null default 0
  reserve_days integer not null default 0
  valid_from date not null
  made_by uuid
  made_at timestamp with time zone not null

table tracking_events
  id uuid not null
  parcel_id uuid not null
  carrier_event_id text not null
  state text not null
  place text not null default ''::text
  words text not null default ''::text
  happened_at timestamp with time zone not null
  received_at timestamp with time zone not null
  raw text not null

table sandbox.carrier_events
  id text not null
  tracking_number text not null
  state text not null
  place text not null
  words text not null
  happened_at timestamp with time zone not null
  attempts integer not null default 0
  next_at timestamp with time zone
  delivered_at timestamp with time zone

table sandbox.notices
  id uuid not null
  trade_id uuid not null
  body text not null
  attempts integer not null default 0
  next_at timestamp with time zone
  delivered_at timestamp with time zone

table sandbox.personality
  one boolean not null default true
  settings jsonb not null default '{}'::jsonb

table sandbox.trades
  id uuid not null
  number text not null
  kind text not null
  merchant_number text not null
  payment_number text
  amount bigint not null
  refunded bigint not null default 0
  fee bigint not null default 0
  currency text not null
  title text not null default ''::text
  payee text not null default ''::text
  bank_account text
  return_url text
  notify_url text not null
  state text not null
  failure_reason text
  created_at timestamp with time zone not null
  expires_at timestamp with time zone
  finished_at timestamp with time zone
  returned_at timestamp with time zone

table sandbox.waybills
  tracking_number text not null
  carrier text not null
  reference text not null
  state text not null
  step integer not null default 0
  notify_url text not null
  next_at timestamp with time zone
  created_at timestamp with time zone not null

-- constraints
access_changes: access_changes_pkey PRIMARY KEY (number)
accounts: accounts_pkey PRIMARY KEY (id)
accounts: accounts_bio_check CHECK ((length(bio) <= 300))
accounts: accounts_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text])))
accounts: accounts_nickname_check CHECK (((length(nickname) >= 1) AND (length(nickname) <= 40)))
addresses: addresses_pkey PRIMARY KEY (id)
addresses: addresses_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
aftersales: aftersales_pkey PRIMARY KEY (id)
aftersales: aftersales_buyer_id_fkey FOREIGN KEY (buyer_id) REFERENCES accounts(id)
aftersales: aftersales_judged_by_fkey FOREIGN KEY (judged_by) REFERENCES accounts(id)
aftersales: aftersales_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
aftersales: aftersales_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES order_lines(id)
aftersales: aftersales_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES refunds(id)
aftersales: aftersales_return_parcel_id_fkey FOREIGN KEY (return_parcel_id) REFERENCES parcels(id)
aftersales: aftersales_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
aftersales: aftersales_amount_check CHECK ((amount >= 0))
aftersales: aftersales_check CHECK (((verdict IS NULL) = (judged_by IS NULL)))
aftersales: aftersales_kind_check CHECK ((kind = ANY (ARRAY['refund_before_ship'::text, 'refund_only'::text, 'return_refund'::text])))
aftersales: aftersales_quantity_check CHECK ((quantity > 0))
aftersales: aftersales_reason_check CHECK ((reason = ANY (ARRAY['changed_mind'::text, 'no_longer_needed'::text, 'not_as_described'::text, 'damaged'::text, 'wrong_item'::text, 'missing_item'::text, 'fake'::text, 'late'::text, 'other'::text])))
aftersales: aftersales_state_check CHECK ((state = ANY (ARRAY['await_seller'::text, 'seller_rejected'::text, 'await_buyer_ship'::text, 'await_seller_receive'::text, 'platform_intervening'::text, 'refunding'::text, 'refund_failed'::text, 'succeeded'::text, 'closed'::text])))
aftersales: aftersales_verdict_check CHECK ((verdict = ANY (ARRAY['buyer'::text, 'seller'::text])))
aftersales: aftersales_words_check CHECK ((length(words) <= 500))
agencies: agencies_pkey PRIMARY KEY (account_id)
agencies: agencies_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
agencies: agencies_name_check CHECK (((length(name) >= 1) AND (length(name) <= 40)))
agency_agreements: agency_agreements_pkey PRIMARY KEY (id)
agency_agreements: agency_agreements_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES agencies(account_id)
agency_agreements: agency_agreements_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES accounts(id)
agency_agreements: agency_agreements_check CHECK ((creator_id <> agency_id))
agency_agreements: agency_agreements_check1 CHECK (((state = ANY (ARRAY['invited'::text, 'ending'::text])) = (deadline_at IS NOT NULL)))
agency_agreements: agency_agreements_ends CHECK (((state <> ALL (ARRAY['ending'::text, 'ended'::text])) OR (ends_at IS NOT NULL)))
agency_agreements: agency_agreements_share_ppm_check CHECK (((share_ppm >= 1) AND (share_ppm <= 900000)))
agency_agreements: agency_agreements_started CHECK (((state <> ALL (ARRAY['active'::text, 'ending'::text, 'ended'::text])) OR (started_at IS NOT NULL)))
agency_agreements: agency_agreements_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'active'::text, 'ending'::text, 'ended'::text, 'declined'::text, 'withdrawn'::text, 'lapsed'::text])))
api_keys: api_keys_key_hash_key UNIQUE (key_hash)
api_keys: api_keys_pkey PRIMARY KEY (id)
api_keys: api_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
basket_lines: basket_lines_pkey PRIMARY KEY (account_id, sku_id)
basket_lines: basket_lines_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
basket_lines: basket_lines_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id)
basket_lines: basket_lines_sku_id_fkey FOREIGN KEY (sku_id) REFERENCES skus(id)
basket_lines: basket_lines_context_check CHECK ((length(context) <= 400))
basket_lines: basket_lines_quantity_check CHECK (((quantity >= 1) AND (quantity <= 999)))
campaign_changes: campaign_changes_pkey PRIMARY KEY (id)
campaign_changes: campaign_changes_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES accounts(id)
campaign_changes: campaign_changes_item_id_fkey FOREIGN KEY (item_id) REFERENCES campaign_items(id)
campaign_changes: campaign_changes_check CHECK (((kind = 'rate'::text) = (commission_ppm IS NOT NULL)))
campaign_changes: campaign_changes_commission_ppm_check CHECK (((commission_ppm >= 0) AND (commission_ppm <= 900000)))
campaign_changes: campaign_changes_kind_check CHECK ((kind = ANY (ARRAY['rate'::text, 'end'::text])))
campaign_changes: campaign_changes_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'agreed'::text, 'refused'::text, 'void'::text])))
campaign_items: campaign_items_pkey PRIMARY KEY (id)
campaign_items: campaign_items_applied_by_fkey FOREIGN KEY (applied_by) REFERENCES accounts(id)
campaign_items: campaign_items_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
campaign_items: campaign_items_leader_id_fkey FOREIGN KEY (leader_id) REFERENCES leaders(account_id)
campaign_items: campaign_items_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
campaign_items: campaign_items_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
campaign_items: campaign_items_check CHECK (((next_commission_ppm IS NULL) = (next_from IS NULL)))
campaign_items: campaign_items_commission_ppm_check CHECK (((commission_ppm >= 0) AND (commission_ppm <= 900000)))
campaign_items: campaign_items_leader_ppm_check CHECK (((leader_ppm >= 0) AND (leader_ppm <= 400000)))
campaign_items: campaign_items_next_commission_ppm_check CHECK (((next_commission_ppm >= 0) AND (next_commission_ppm <= 900000)))
campaign_items: campaign_items_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'promoting'::text, 'rejected'::text, 'terminated'::text, 'expired'::text])))
campaign_items: campaign_rates_fit CHECK ((((leader_ppm + commission_ppm) <= 900000) AND ((leader_ppm + COALESCE(next_commission_ppm, (0)::bigint)) <= 900000)))
campaign_joins: campaign_joins_pkey PRIMARY KEY (id)
campaign_joins: campaign_joins_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES accounts(id)
campaign_joins: campaign_joins_item_id_fkey FOREIGN KEY (item_id) REFERENCES campaign_items(id)
campaign_joins: campaign_joins_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
campaigns: campaigns_pkey PRIMARY KEY (id)
campaigns: campaigns_leader_id_fkey FOREIGN KEY (leader_id) REFERENCES leaders(account_id)
campaigns: campaigns_check CHECK (((leader_ppm + min_commission_ppm) <= 900000))
campaigns: campaigns_check1 CHECK ((applies_until <= ends_at))
campaigns: campaigns_leader_ppm_check CHECK (((leader_ppm >= 0) AND (leader_ppm <= 400000)))
campaigns: campaigns_min_commission_ppm_check CHECK (((min_commission_ppm >= 0) AND (min_commission_ppm <= 900000)))
campaigns: campaigns_min_promotion_days_check CHECK ((min_promotion_days = ANY (ARRAY[0, 15, 30, 60, 90])))
campaigns: campaigns_protection_months_check CHECK (((protection_months >= 0) AND (protection_months <= 6)))
campaigns: campaigns_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
campaigns: campaigns_title_check CHECK (((length(title) >= 1) AND (length(title) <= 60)))
campaigns: campaigns_words_check CHECK ((length(words) <= 1000))
categories: categories_pkey PRIMARY KEY (id)
categories: categories_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES categories(id)
categories: categories_check CHECK (((return_days = 0) = (return_exception IS NOT NULL)))
categories: categories_fee_ppm_check CHECK (((fee_ppm >= 0) AND (fee_ppm <= 1000000)))
categories: categories_id_check CHECK ((id ~ '^[a-z0-9_]{2,40}$'::text))
categories: categories_return_days_check CHECK (((return_days >= 0) AND (return_days <= 60)))
categories: categories_return_exception_check CHECK ((return_exception = ANY (ARRAY['custom_made'::text, 'perishable'::text, 'digital'::text, 'periodical'::text])))
chat_messages: chat_messages_pkey PRIMARY KEY (id)
chat_messages: chat_messages_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
chat_messages: chat_messages_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id)
chat_messages: chat_messages_words_check CHECK (((length(words) >= 1) AND (length(words) <= 200)))
checkouts: checkouts_pkey PRIMARY KEY (id)
checkouts: checkouts_amount_check CHECK ((amount >= 0))
clawback_reversals: clawback_reversals_event_part_key UNIQUE (event, part)
clawback_reversals: clawback_reversals_pkey PRIMARY KEY (reversal_id)
clawback_reversals: clawback_reversals_line_id_fkey FOREIGN KEY (line_id) REFERENCES settlements(id)
clawback_reversals: clawback_reversals_reversal_id_fkey FOREIGN KEY (reversal_id) REFERENCES payout_reversals(id)
clawback_reversals: clawback_reversals_debt_check CHECK ((debt > 0))
clawback_reversals: clawback_reversals_part_check CHECK ((part = ANY (ARRAY['merchant'::text, 'commission'::text])))
clock: clock_pkey PRIMARY KEY (one)
clock: clock_offset_ms_check CHECK ((offset_ms >= 0))
clock: clock_one_check CHECK (one)
coupons: coupons_pkey PRIMARY KEY (id)
coupons: coupons_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES accounts(id)
coupons: coupons_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES promotions(id)
coupons: coupons_state_check CHECK ((state = ANY (ARRAY['usable'::text, 'used'::text, 'expired'::text])))
creator_scores: creator_scores_pkey PRIMARY KEY (creator_id, day)
creator_scores: creator_scores_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES accounts(id)
creator_scores: creator_scores_score_check CHECK (((score >= 0) AND (score <= 500)))
decided_cases: decided_cases_id_shop_id_key UNIQUE (id, shop_id)
decided_cases: decided_cases_pkey PRIMARY KEY (id)
decided_cases: decided_cases_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id)
decided_cases: decided_cases_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
decided_cases: decided_cases_amount_check CHECK ((amount > 0))
decided_cases: decided_cases_reason_check CHECK ((reason <> ''::text))
demo_people: demo_people_pkey PRIMARY KEY (account_id)
demo_people: demo_people_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
demo_people: demo_people_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'creator'::text, 'merchant'::text, 'operator'::text])))
deposit_event_shops: deposit_event_shops_pkey PRIMARY KEY (rule_id, shop_id)
deposit_event_shops: deposit_event_shops_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES deposit_rules(id)
deposit_event_shops: deposit_event_shops_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
deposit_payments: deposit_payments_pkey PRIMARY KEY (payment_id)
deposit_payments: deposit_payments_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id)
deposit_payments: deposit_payments_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
deposit_payments: deposit_payments_amount_check CHECK ((amount > 0))
deposit_records: deposit_records_pkey PRIMARY KEY (id)
deposit_records: deposit_records_case_id_shop_id_fkey FOREIGN KEY (case_id, shop_id) REFERENCES decided_cases(id, shop_id)
deposit_records: deposit_records_line_id_fkey FOREIGN KEY (line_id) REFERENCES order_lines(id)
deposit_records: deposit_records_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
deposit_records: deposit_records_booked CHECK ((((event IS NULL) = (journal_kind IS NULL)) AND ((amount = 0) OR (event IS NOT NULL))))
deposit_records: deposit_records_check CHECK (((frozen_after >= 0) AND (frozen_after <= paid_after)))
deposit_records: deposit_records_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'from_sales'::text, 'deduction'::text, 'debt'::text, 'refund'::text, 'refund_return'::text, 'freeze'::text, 'unfreeze'::text, 'notice'::text])))
deposit_records: deposit_records_loss_of_check CHECK ((loss_of = ANY (ARRAY['buyer'::text, 'platform'::text])))
deposit_records: deposit_records_paid_after_check CHECK ((paid_after >= 0))
deposit_records: deposit_records_signs CHECK (
CASE
    WHEN (kind = ANY (ARRAY['payment'::text, 'from_sales'::text, 'refund_return'::text])) THEN ((amount >= 0) AND (frozen = 0))
    WHEN (kind = ANY (ARRAY['deduction'::text, 'debt'::text, 'refund'::text])) THEN ((amount < 0) AND (frozen <= 0))
    WHEN (kind = 'freeze'::text) THEN ((amount = 0) AND (frozen > 0))
    WHEN (kind = 'unfreeze'::text) THEN ((amount = 0) AND (frozen < 0))
    ELSE ((amount = 0) AND (frozen = 0))
END)
deposit_records: deposit_records_why CHECK (
CASE kind
    WHEN 'deduction'::text THEN ((case_id IS NOT NULL) AND (loss_of IS NOT NULL))
    WHEN 'debt'::text THEN (event IS NOT NULL)
    ELSE true
END)
deposit_rules: deposit_rules_pkey PRIMARY KEY (id)
deposit_rules: deposit_rules_added_by_fkey FOREIGN KEY (added_by) REFERENCES accounts(id)
deposit_rules: deposit_rules_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id)
deposit_rules: deposit_rules_amount_check CHECK ((amount >= 0))
deposit_rules: deposit_rules_check CHECK ((effective_until > effective_from))
deposit_rules: deposit_rules_check1 CHECK (((kind = 'floating'::text) = (sales_from IS NOT NULL)))
deposit_rules: deposit_rules_check2 CHECK (((kind = 'event'::text) = (name <> ''::text)))
deposit_rules: deposit_rules_check3 CHECK (((kind <> 'event'::text) OR ((effective_until IS NOT NULL) AND (category_id IS NULL) AND (shop_kind IS NULL))))
deposit_rules: deposit_rules_kind_check CHECK ((kind = ANY (ARRAY['base'::text, 'floating'::text, 'event'::text])))
deposit_rules: deposit_rules_sales_from_check CHECK ((sales_from >= 0))
deposit_rules: deposit_rules_shop_kind_check CHECK ((shop_kind = ANY (ARRAY['individual'::text, 'sole_trader'::text, 'enterprise'::text, 'flagship'::text])))
deposit_rules: deposit_rules_source_check CHECK ((source <> ''::text))
deposits: deposits_pkey PRIMARY KEY (shop_id)
deposits: deposits_refund_applied_by_fkey FOREIGN KEY (refund_applied_by) REFERENCES accounts(id)
deposits: deposits_refund_payout_id_fkey FOREIGN KEY (refund_payout_id) REFERENCES payouts(id)
deposits: deposits_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
deposits: deposits_filling CHECK (((share_ppm IS NULL) = (filling_since IS NULL)))
deposits: deposits_frozen_within CHECK (((frozen >= 0) AND (frozen <= paid)))
deposits: deposits_paid_check CHECK ((paid >= 0))
deposits: deposits_share_ppm_check CHECK (((share_ppm >= 100000) AND (share_ppm <= 1000000)))
deposits: deposits_state_check CHECK ((state = ANY (ARRAY['not_required'::text, 'unpaid'::text, 'paid'::text, 'short'::text, 'refund_applied'::text, 'refund_hold'::text, 'refunded'::text])))
flash_offers: flash_offers_pkey PRIMARY KEY (id)
flash_offers: flash_offers_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id)
flash_offers: flash_offers_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
flash_offers: flash_offers_sku_id_fkey FOREIGN KEY (sku_id) REFERENCES skus(id)
flash_offers: flash_offers_check CHECK ((closes_at > opens_at))
flash_offers: flash_offers_limit_per_buyer_check CHECK (((limit_per_buyer >= 1) AND (limit_per_buyer <= 999)))
flash_offers: flash_offers_price_check CHECK ((price >= 0))
flash_offers: flash_offers_quota_check CHECK ((quota > 0))
flash_offers: flash_offers_state_check CHECK ((state = ANY (ARRAY['scheduled'::text, 'open'::text, 'closed'::text])))
flash_offers: flash_offers_taken_check CHECK ((taken >= 0))
flash_offers: flash_quota_holds CHECK ((taken <= quota))
flash_takings: flash_takings_pkey PRIMARY KEY (flash_offer_id, buyer_id)
flash_takings: flash_limit_holds CHECK ((quantity <= limit_per_buyer))
flash_takings: flash_takings_quantity_check CHECK ((quantity >= 0))
follow_changes: follow_changes_pkey PRIMARY KEY (followed_id, number)
follow_marks: follow_marks_pkey PRIMARY KEY (account_id)
follows: follows_pkey PRIMARY KEY (follower_id, followed_id)
follows: follows_followed_id_fkey FOREIGN KEY (followed_id) REFERENCES accounts(id)
follows: follows_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES accounts(id)
follows: follows_check CHECK ((follower_id <> followed_id))
heard_payments: heard_payments_pkey PRIMARY KEY (payment_id)
heard_payments: heard_payments_checkout_id_fkey FOREIGN KEY (checkout_id) REFERENCES checkouts(id)
heard_payments: heard_payments_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id)
idempotency_keys: idempotency_keys_pkey PRIMARY KEY (id)
import_errors: import_errors_pkey PRIMARY KEY (import_id, line, field, code)
import_errors: import_errors_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id)
imports: imports_pkey PRIMARY KEY (id)
imports: imports_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id)
imports: imports_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
imports: imports_started_by_fkey FOREIGN KEY (started_by) REFERENCES accounts(id)
imports: imports_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])))
journal_seals: journal_seals_pkey PRIMARY KEY (journal_id)
journal_seals: journal_seals_digest_check CHECK ((length(digest) = 32))
journals: journals_event_kind_key UNIQUE (event, kind)
journals: journals_have_entries TRIGGER DEFERRABLE INITIALLY DEFERRED
journals: journals_pkey PRIMARY KEY (id)
journals: journals_reverses_fkey FOREIGN KEY (reverses) REFERENCES journals(id)
leaders: leaders_name_key UNIQUE (name)
leaders: leaders_pkey PRIMARY KEY (account_id)
leaders: leaders_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
leaders: leaders_name_check CHECK (((length(name) >= 2) AND (length(name) <= 40)))
leaders: leaders_words_check CHECK ((length(words) <= 500))
ledger_account_types: ledger_account_types_pkey PRIMARY KEY (kind)
ledger_account_types: ledger_account_types_holds_check CHECK ((holds = ANY (ARRAY['client'::text, 'own'::text])))
ledger_accounts: ledger_accounts_id_currency_key UNIQUE (id, currency)
ledger_accounts: ledger_accounts_pkey PRIMARY KEY (id)
ledger_accounts: ledger_accounts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
ledger_accounts: ledger_accounts_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['platform'::text, 'shop'::text, 'account'::text, 'provider'::text])))
ledger_accounts: ledger_debt_is_owed CHECK (((kind !~~ '%\_debt'::text) OR (balance <= 0)))
ledger_accounts: ledger_floor CHECK (((NOT has_floor) OR (balance >= 0)))
ledger_book: ledger_book_pkey PRIMARY KEY (one)
ledger_book: ledger_book_one_check CHECK (one)
ledger_days: ledger_days_pkey PRIMARY KEY (day)
ledger_entries: ledger_entries_pkey PRIMARY KEY (id)
ledger_entries: ledger_entries_account_id_currency_fkey FOREIGN KEY (account_id, currency) REFERENCES ledger_accounts(id, currency)
ledger_entries: ledger_entries_journal_id_fkey FOREIGN KEY (journal_id) REFERENCES journals(id)
ledger_entries: ledger_entries_amount_check CHECK ((amount <> 0))
ledger_fee_splits: ledger_fee_splits_pkey PRIMARY KEY (journal_kind)
link_rules: link_rules_pkey PRIMARY KEY (id)
link_rules: link_rules_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id)
link_rules: link_rules_supersedes_fkey FOREIGN KEY (supersedes) REFERENCES link_rules(id)
link_rules: link_rules_check CHECK (((effective_to IS NULL) OR (effective_to > effective_from)))
link_rules: link_rules_check1 CHECK (((effect = 'allow_with_fee'::text) OR (fee_ppm = 0)))
link_rules: link_rules_check2 CHECK (((sub_source IS NULL) OR (source IS NOT NULL)))
link_rules: link_rules_check3 CHECK (((among IS NULL) OR (source IS NULL)))
link_rules: link_rules_check4 CHECK ((supersedes <> id))
link_rules: link_rules_effect_check CHECK ((effect = ANY (ARRAY['allow'::text, 'block'::text, 'allow_with_fee'::text, 'only_via_paid_task'::text])))
link_rules: link_rules_fee_ppm_check CHECK (((fee_ppm >= 0) AND (fee_ppm <= 1000000)))
link_rules: link_rules_id_check CHECK ((id ~ '^[A-Za-z0-9-]{2,40}$'::text))
link_rules: link_rules_placement_check CHECK ((placement = ANY (ARRAY['live_cart'::text, 'short_video_cart'::text, 'merchant_detail_page'::text, 'showcase'::text, 'note'::text, 'ad'::text])))
link_rules: link_rules_platform_check CHECK ((platform ~ '^[a-z][a-z0-9_]{1,30}$'::text))
link_rules: link_rules_source_check CHECK (((source ~ '^[a-z][a-z0-9_]{1,30}$'::text) AND (source <> 'own'::text)))
link_rules: link_rules_sub_source_check CHECK ((sub_source ~ '^[a-z][a-z0-9_]{1,30}$'::text))
operator_duties: operator_duties_pkey PRIMARY KEY (account_id, duty)
operator_duties: operator_duties_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
operator_duties: operator_duties_given_by_fkey FOREIGN KEY (given_by) REFERENCES accounts(id)
operator_duties: operator_duties_duty_check CHECK ((duty = ANY (ARRAY['reviewer'::text, 'judge'::text, 'finance'::text, 'admin'::text])))
order_line_aftersales: order_line_aftersales_pkey PRIMARY KEY (aftersale_id)
order_line_aftersales: order_line_aftersales_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES order_lines(id)
order_lines: order_lines_pkey PRIMARY KEY (id)
order_lines: lines_add_up CHECK ((paid_amount = (((price_amount - shop_discount) - platform_discount) - creator_discount)))
order_lines: lines_price CHECK ((price_amount = (unit_price * quantity)))
order_lines: lines_refund_within CHECK ((((refunded_amount >= 0) AND (refunded_amount <= paid_amount)) AND ((refunded_quantity >= cancelled_quantity) AND (refunded_quantity <= quantity))))
order_lines: lines_ship_within CHECK (((shipped_quantity >= 0) AND ((shipped_quantity + cancelled_quantity) <= quantity)))
order_lines: order_lines_agency_ppm_check CHECK (((agency_ppm >= 0) AND (agency_ppm <= 1000000)))
order_lines: order_lines_cancelled_quantity_check CHECK ((cancelled_quantity >= 0))
order_lines: order_lines_creator_discount_check CHECK ((creator_discount >= 0))
order_lines: order_lines_paid_amount_check CHECK ((paid_amount >= 0))
order_lines: order_lines_placement_check CHECK ((placement = ANY (ARRAY['room'::text, 'video'::text, 'showcase'::text, 'shop'::text])))
order_lines: order_lines_plan_kind_check CHECK ((plan_kind = ANY (ARRAY['open'::text, 'targeted'::text, 'exclusive'::text, 'campaign'::text])))
order_lines: order_lines_platform_discount_check CHECK ((platform_discount >= 0))
order_lines: order_lines_quantity_check CHECK (((quantity >= 1) AND (quantity <= 999)))
order_lines: order_lines_shop_discount_check CHECK ((shop_discount >= 0))
order_lines: order_lines_unit_price_check CHECK ((unit_price >= 0))
orders: orders_number_key UNIQUE (number)
orders: orders_pkey PRIMARY KEY (id)
orders: orders_add_up CHECK ((paid_amount = ((goods_amount - discount_amount) + freight_amount)))
orders: orders_buyer_note_check CHECK ((length(buyer_note) <= 200))
orders: orders_discount_amount_check CHECK ((discount_amount >= 0))
orders: orders_freight_amount_check CHECK ((freight_amount >= 0))
orders: orders_goods_amount_check CHECK ((goods_amount >= 0))
orders: orders_number_check CHECK ((number ~ '^[0-9]{18}$'::text))
orders: orders_open_aftersales_check CHECK ((open_aftersales >= 0))
orders: orders_paid_amount_check CHECK ((paid_amount >= 0))
orders: orders_receipt_left_ms_check CHECK ((receipt_left_ms >= 0))
orders: orders_refund_within CHECK (((refunded_amount >= 0) AND (refunded_amount <= paid_amount)))
orders: orders_ship_within_hours_check CHECK ((ship_within_hours > 0))
orders: orders_state_check CHECK ((state = ANY (ARRAY['unpaid'::text, 'to_ship'::text, 'part_shipped'::text, 'shipped'::text, 'completed'::text, 'cancelled'::text])))
outbox: outbox_pkey PRIMARY KEY (id)
outbox_dead_letters: outbox_dead_letters_pkey PRIMARY KEY (consumer, seq, place)
outbox_positions: outbox_positions_pkey PRIMARY KEY (consumer)
parcel_lines: parcel_lines_pkey PRIMARY KEY (parcel_id, order_line_id)
parcel_lines: parcel_lines_order_line_id_fkey FOREIGN KEY (order_line_id) REFERENCES order_lines(id)
parcel_lines: parcel_lines_parcel_id_fkey FOREIGN KEY (parcel_id) REFERENCES parcels(id)
parcel_lines: parcel_lines_quantity_check CHECK ((quantity > 0))
parcels: parcels_pkey PRIMARY KEY (id)
parcels: parcels_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id)
parcels: parcels_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
parcels: parcels_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
parcels: parcels_direction_check CHECK ((direction = ANY (ARRAY['outbound'::text, 'return'::text])))
parcels: parcels_state_check CHECK ((state = ANY (ARRAY['created'::text, 'picked_up'::text, 'in_transit'::text, 'out_for_delivery'::text, 'signed'::text, 'returned'::text, 'lost'::text])))
parcels: parcels_suspicious_reason_check CHECK ((suspicious_reason = ANY (ARRAY['no_carrier_event'::text, 'carrier_silent'::text])))
past_customers: past_customers_pkey PRIMARY KEY (id)
past_customers: past_customers_past_id_fkey FOREIGN KEY (past_id) REFERENCES pasts(id)
past_exceptions: past_exceptions_pkey PRIMARY KEY (order_id)
past_exceptions: past_exceptions_order_id_fkey FOREIGN KEY (order_id) REFERENCES past_orders(id)
past_exceptions: past_exceptions_past_id_fkey FOREIGN KEY (past_id) REFERENCES pasts(id)
past_exceptions: past_exceptions_kind_check CHECK ((kind = ANY (ARRAY['rounding'::text, 'interest'::text, 'overpaid'::text, 'underpaid'::text, 'nothing_sold'::text, 'nothing_paid'::text])))
past_lines: past_lines_order_id_position_key UNIQUE (order_id, "position")
past_lines: past_lines_pkey PRIMARY KEY (id)
past_lines: past_lines_order_id_fkey FOREIGN KEY (order_id) REFERENCES past_orders(id)
past_lines: past_lines_past_id_fkey FOREIGN KEY (past_id) REFERENCES pasts(id)
past_lines: past_lines_product_id_fkey FOREIGN KEY (product_id) REFERENCES past_products(id)
past_lines: past_lines_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES past_sellers(id)
past_lines: past_lines_check CHECK (((fee >= 0) AND (fee <= price)))
past_lines: past_lines_freight_check CHECK ((freight >= 0))
past_lines: past_lines_position_check CHECK (("position" > 0))
past_lines: past_lines_price_check CHECK ((price >= 0))
past_orders: past_orders_pkey PRIMARY KEY (id)
past_orders: past_orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES past_customers(id)
past_orders: past_orders_past_id_fkey FOREIGN KEY (past_id) REFERENCES pasts(id)
past_orders: past_orders_check CHECK ((((booked_at IS NULL) = (due_amount IS NULL)) AND ((booked_at IS NULL) = (paid_amount IS NULL))))
past_orders: past_orders_status_check CHECK ((status = ANY (ARRAY['created'::text, 'approved'::text, 'processing'::text, 'invoiced'::text, 'shipped'::text, 'delivered'::text, 'canceled'::text, 'unavailable'::text])))
past_payments: past_payments_pkey PRIMARY KEY (order_id, "position")
past_payments: past_payments_order_id_fkey FOREIGN KEY (order_id) REFERENCES past_orders(id)
past_payments: past_payments_past_id_fkey FOREIGN KEY (past_id) REFERENCES pasts(id)
past_payments: past_payments_amount_check CHECK ((amount >= 0))
past_payments: past_payments_instalments_check CHECK ((instalments >= 0))
past_payments: past_payments_position_check CHECK (("position" > 0))
past_products: past_products_pkey PRIMARY KEY (id)
past_products: past_products_past_id_fkey FOREIGN KEY (past_id) REFERENCES pasts(id)
past_progress: past_progress_pkey PRIMARY KEY (past_id, stage)
past_progress: past_progress_past_id_fkey FOREIGN KEY (past_id) REFERENCES pasts(id)
past_progress: past_progress_rows_done_check CHECK ((rows_done >= 0))
past_sellers: past_sellers_pkey PRIMARY KEY (id)
past_sellers: past_sellers_past_id_fkey FOREIGN KEY (past_id) REFERENCES pasts(id)
pasts: pasts_name_key UNIQUE (name)
pasts: pasts_pkey PRIMARY KEY (id)
pasts: pasts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
pasts: pasts_fee_ppm_check CHECK (((fee_ppm >= 0) AND (fee_ppm <= 1000000)))
pasts: pasts_name_check CHECK ((name ~ '^[a-z0-9_-]{1,40}$'::text))
payment_difference_legs: payment_difference_legs_pkey PRIMARY KEY (difference_id, day, side, currency)
payment_difference_legs: payment_difference_legs_difference_id_fkey FOREIGN KEY (difference_id) REFERENCES payment_differences(id)
payment_difference_legs: payment_difference_legs_side_check CHECK ((side = ANY (ARRAY['ours'::text, 'theirs'::text])))
payment_differences: payment_differences_event_key UNIQUE (event)
payment_differences: payment_differences_pkey PRIMARY KEY (id)
payment_differences: payment_differences_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES accounts(id)
payment_differences: payment_differences_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id)
payment_differences: payment_differences_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES accounts(id)
payment_differences: payment_differences_released_by_fkey FOREIGN KEY (released_by) REFERENCES accounts(id)
payment_differences: payment_differences_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES accounts(id)
payment_differences: payment_differences_booking_check CHECK ((booking = ANY (ARRAY['send_back'::text, 'write_off'::text])))
payment_differences: payment_differences_kind_check CHECK ((kind = ANY (ARRAY['missing_there'::text, 'missing_here'::text, 'amount'::text, 'currency'::text, 'state_differs'::text, 'duplicate_there'::text, 'double_booked_here'::text, 'fee_differs'::text, 'refund_exceeds'::text, 'refund_missing'::text, 'return_missing'::text, 'return_unknown'::text, 'wrong_day'::text, 'unknown_number'::text, 'payout_differs'::text, 'payout_unknown'::text, 'second_payment'::text, 'refund_failed'::text])))
payment_differences: payment_differences_state_check CHECK ((state = ANY (ARRAY['open'::text, 'taken'::text, 'proposed'::text, 'resolved'::text, 'written_off'::text])))
payment_differences: proposed_is_somebodys CHECK (((state <> 'proposed'::text) OR ((proposed_by IS NOT NULL) AND (booking IS NOT NULL))))
payment_differences: two_persons_book CHECK (((released_by IS NULL) OR ((proposed_by IS NOT NULL) AND (released_by <> proposed_by))))
payment_differences: written_off_is_released CHECK (((state <> 'written_off'::text) OR (released_by IS NOT NULL)))
payments: payments_number_key UNIQUE (number)
payments: payments_pkey PRIMARY KEY (id)
payments: paid_by_a_trade CHECK (((paid_at IS NULL) = (provider_number IS NULL)))
payments: payments_amount_check CHECK ((amount > 0))
payments: payments_number_check CHECK ((length(number) <= 32))
payments: payments_refunds_count_check CHECK ((refunds_count <= 50))
payments: payments_state_check CHECK ((state = ANY (ARRAY['created'::text, 'pending'::text, 'succeeded'::text, 'closed'::text])))
payments: payments_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['checkout'::text, 'deposit'::text])))
payments: payments_trade_ref_check CHECK ((length(trade_ref) <= 200))
payments: refunded_only_paid CHECK (((refunded = 0) OR (paid_at IS NOT NULL)))
payments: refunded_within_paid CHECK (((refunded >= 0) AND (refunded <= amount)))
payments: succeeded_is_paid CHECK (((state <> 'succeeded'::text) OR (paid_at IS NOT NULL)))
payments: waits_until CHECK (((state = ANY (ARRAY['succeeded'::text, 'closed'::text])) OR (deadline_at IS NOT NULL)))
payout_account_changes: payout_account_changes_pkey PRIMARY KEY (id)
payout_account_changes: payout_account_changes_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts(id)
payout_accounts: payout_accounts_pkey PRIMARY KEY (owner_kind, owner_id)
payout_accounts: payout_accounts_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts(id)
payout_accounts: payout_accounts_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['shop'::text, 'account'::text])))
payout_returns: payout_returns_pkey PRIMARY KEY (payout_id)
payout_returns: payout_returns_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payouts(id)
payout_reversals: payout_reversals_number_key UNIQUE (number)
payout_reversals: payout_reversals_pkey PRIMARY KEY (id)
payout_reversals: payout_reversals_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payouts(id)
payout_reversals: payout_reversals_amount_check CHECK ((amount > 0))
payout_reversals: payout_reversals_check CHECK (((state = 'succeeded'::text) <= (finished_at IS NOT NULL)))
payout_reversals: payout_reversals_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
payout_reversals: payout_reversals_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'sent'::text, 'succeeded'::text, 'failed'::text])))
payout_runs: payout_runs_pkey PRIMARY KEY (id)
payout_runs: payout_runs_prepared_by_fkey FOREIGN KEY (prepared_by) REFERENCES accounts(id)
payout_runs: payout_runs_released_by_fkey FOREIGN KEY (released_by) REFERENCES accounts(id)
payout_runs: payout_runs_amount_check CHECK ((amount > 0))
payout_runs: payout_runs_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
payout_runs: payout_runs_payouts_count_check CHECK ((payouts_count > 0))
payout_runs: payout_runs_released_by CHECK (((state <> 'released'::text) OR (released_by IS NOT NULL)))
payout_runs: payout_runs_state_check CHECK ((state = ANY (ARRAY['prepared'::text, 'released'::text, 'cancelled'::text])))
payout_runs: payout_runs_two_persons CHECK (((released_by IS NULL) OR (released_by <> prepared_by)))
payouts: payouts_number_key UNIQUE (number)
payouts: payouts_pkey PRIMARY KEY (id)
payouts: payouts_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id)
payouts: payouts_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES accounts(id)
payouts: payouts_run_id_fkey FOREIGN KEY (run_id) REFERENCES payout_runs(id)
payouts: payouts_amount_check CHECK ((amount > 0))
payouts: payouts_bounced_when CHECK ((((state <> 'bounced'::text) OR (bounced_at IS NOT NULL)) AND ((bounced_at IS NULL) OR (state = ANY (ARRAY['succeeded'::text, 'bounced'::text])))))
payouts: payouts_held_for CHECK (((state <> 'held'::text) OR (hold_reason IS NOT NULL)))
payouts: payouts_hold_reason_check CHECK ((hold_reason = ANY (ARRAY['account_stopped'::text, 'account_changed'::text, 'shop_suspended'::text])))
payouts: payouts_number_check CHECK ((length(number) <= 32))
payouts: payouts_of_a_trade CHECK (((payment_id IS NULL) = (trade_number IS NULL)))
payouts: payouts_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['shop'::text, 'account'::text])))
payouts: payouts_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'approved'::text, 'held'::text, 'sent'::text, 'succeeded'::text, 'failed'::text, 'bounced'::text])))
pictures: pictures_pkey PRIMARY KEY (id)
pictures: pictures_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
pictures: pictures_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES accounts(id)
plan_changes: plan_changes_pkey PRIMARY KEY (id)
plan_changes: open_plan_changes_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts(id)
plan_changes: open_plan_changes_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id)
plan_creators: plan_creators_pkey PRIMARY KEY (plan_id, creator_id)
plan_creators: plan_creators_added_by_fkey FOREIGN KEY (added_by) REFERENCES accounts(id)
plan_creators: plan_creators_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES accounts(id)
plan_creators: plan_creators_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id)
plan_creators: plan_creators_removed_by_fkey FOREIGN KEY (removed_by) REFERENCES accounts(id)
plan_creators: plan_creators_check CHECK ((((until IS NULL) = (removed_by IS NULL)) AND ((until IS NULL) = (removed_at IS NULL))))
plan_notices: plan_notices_pkey PRIMARY KEY (id)
plan_notices: plan_notices_announced_by_fkey FOREIGN KEY (announced_by) REFERENCES accounts(id)
plan_notices: plan_notices_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES plans(id)
plan_notices: plan_notices_check CHECK (((to_ppm >= 0) AND (to_ppm < from_ppm)))
plan_notices: plan_notices_check1 CHECK ((due_at > announced_at))
plan_notices: plan_notices_from_ppm_check CHECK (((from_ppm >= 0) AND (from_ppm <= 900000)))
plan_notices: plan_notices_state_check CHECK ((state = ANY (ARRAY['announced'::text, 'done'::text, 'withdrawn'::text])))
plans: plans_pkey PRIMARY KEY (id)
plans: open_plans_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
plans: open_plans_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
plans: open_plans_commission_ppm_check CHECK (((commission_ppm >= 0) AND (commission_ppm <= 900000)))
plans: plans_check CHECK (((excludes_from IS NULL) OR (kind = 'exclusive'::text)))
plans: plans_kind_check CHECK ((kind = ANY (ARRAY['open'::text, 'targeted'::text, 'exclusive'::text])))
plans: plans_state CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'closed'::text])))
policy_warnings: policy_warnings_pkey PRIMARY KEY (item_id, rule_id, takes_effect_at, mark)
policy_warnings: policy_warnings_item_id_fkey FOREIGN KEY (item_id) REFERENCES room_items(id)
policy_warnings: policy_warnings_mark_check CHECK ((mark = ANY (ARRAY['announced'::text, 'day'::text, 'hour'::text, 'minutes'::text])))
product_days: product_days_pkey PRIMARY KEY (product_id, day)
product_days: product_days_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
product_drafts: product_drafts_pkey PRIMARY KEY (id)
product_drafts: product_drafts_claimed_by_fkey FOREIGN KEY (claimed_by) REFERENCES accounts(id)
product_drafts: product_drafts_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id)
product_drafts: product_drafts_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
product_drafts: product_drafts_reviewer_id_fkey FOREIGN KEY (reviewer_id) REFERENCES accounts(id)
product_drafts: product_drafts_state_check CHECK ((state = ANY (ARRAY['editing'::text, 'in_review'::text, 'rejected'::text, 'passed'::text, 'dropped'::text])))
products: products_pkey PRIMARY KEY (id)
products: products_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id)
products: products_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
products: products_check CHECK (((source = 'own'::text) OR (external_url IS NOT NULL)))
products: products_ship_within_hours_check CHECK (((ship_within_hours >= 1) AND (ship_within_hours <= 360)))
products: products_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'approved'::text, 'on_shelf'::text, 'off_shelf'::text, 'taken_down'::text, 'deleted'::text])))
promotion_pools: promotion_pools_pkey PRIMARY KEY (promotion_id)
promotion_pools: promotion_pools_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES promotions(id)
promotion_pools: pools_claimed_within CHECK (((claimed >= 0) AND (claimed <= COALESCE(quantity, (0)::bigint))))
promotion_pools: pools_spent_within CHECK (((spent >= 0) AND (spent <= budget)))
promotion_pools: promotion_pools_budget_check CHECK ((budget > 0))
promotion_pools: promotion_pools_quantity_check CHECK ((quantity > 0))
promotion_pools: promotion_pools_used_check CHECK ((used >= 0))
promotions: promotions_pkey PRIMARY KEY (id)
promotions: promotions_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id)
promotions: promotions_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES accounts(id)
promotions: promotions_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id)
promotions: promotions_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
promotions: promotions_amount_off_check CHECK ((amount_off > 0))
promotions: promotions_funded CHECK ((((funder = 'shop'::text) = (shop_id IS NOT NULL)) AND ((funder = 'creator'::text) = (creator_id IS NOT NULL)) AND ((kind = 'red_packet'::text) = (funder = 'creator'::text)) AND ((kind = 'red_packet'::text) = (room_id IS NOT NULL))))
promotions: promotions_funder_check CHECK ((funder = ANY (ARRAY['shop'::text, 'platform'::text, 'creator'::text])))
promotions: promotions_kind_check CHECK ((kind = ANY (ARRAY['coupon'::text, 'full_reduction'::text, 'red_packet'::text])))
promotions: promotions_most_off_check CHECK ((most_off > 0))
promotions: promotions_one_form CHECK ((((amount_off IS NULL) = (rate_ppm IS NOT NULL)) AND ((rate_ppm IS NULL) = (most_off IS NULL))))
promotions: promotions_per_person_check CHECK (((per_person >= 1) AND (per_person <= 99)))
promotions: promotions_rate_ppm_check CHECK (((rate_ppm >= 10000) AND (rate_ppm <= 900000)))
promotions: promotions_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'scheduled'::text, 'ongoing'::text, 'paused'::text, 'ended'::text, 'cancelled'::text])))
promotions: promotions_threshold_check CHECK ((threshold >= 0))
promotions: promotions_title_check CHECK (((length(title) >= 1) AND (length(title) <= 60)))
promotions: promotions_window CHECK (((starts_at < ends_at) AND (ends_at <= use_until)))
provider_accounts: provider_accounts_pkey PRIMARY KEY (id)
provider_accounts: provider_accounts_named_by_fkey FOREIGN KEY (named_by) REFERENCES accounts(id)
provider_accounts: provider_accounts_verified_by_fkey FOREIGN KEY (verified_by) REFERENCES accounts(id)
provider_accounts: provider_accounts_check CHECK (((state = 'pending'::text) = (deadline_at IS NOT NULL)))
provider_accounts: provider_accounts_check1 CHECK (((state <> 'verified'::text) OR ((verified_by IS NOT NULL) AND (verified_at IS NOT NULL))))
provider_accounts: provider_accounts_external_id_check CHECK (((length(external_id) >= 3) AND (length(external_id) <= 200)))
provider_accounts: provider_accounts_holder_check CHECK (((holder <> ''::text) AND (holder !~ '\|'::text)))
provider_accounts: provider_accounts_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['shop'::text, 'account'::text])))
provider_accounts: provider_accounts_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'verified'::text, 'disabled'::text])))
provider_accounts: provider_accounts_two_persons CHECK ((verified_by <> named_by))
provider_bill_files: provider_bill_files_provider_day_sha256_key UNIQUE (provider, day, sha256)
provider_bill_files: provider_bill_files_pkey PRIMARY KEY (id)
provider_bill_files: provider_bill_files_brought_by_fkey FOREIGN KEY (brought_by) REFERENCES accounts(id)
provider_bill_files: provider_bill_files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text))
provider_bill_lines: provider_bill_lines_file_id_place_key UNIQUE (file_id, place)
provider_bill_lines: provider_bill_lines_pkey PRIMARY KEY (id)
provider_bill_lines: provider_bill_lines_file_id_fkey FOREIGN KEY (file_id) REFERENCES provider_bill_files(id)
provider_bill_lines: provider_bill_lines_about_check CHECK ((about = ANY (ARRAY['payment'::text, 'refund'::text, 'payout'::text, 'payout_return'::text])))
provider_bill_lines: provider_bill_lines_amount_check CHECK ((amount > 0))
provider_bill_lines: provider_bill_lines_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
provider_bill_lines: provider_bill_lines_state_check CHECK ((state = ANY (ARRAY['succeeded'::text, 'failed'::text])))
provider_bills: provider_bills_pkey PRIMARY KEY (provider, day)
provider_bills: provider_bills_file_id_fkey FOREIGN KEY (file_id) REFERENCES provider_bill_files(id)
provider_callbacks: provider_callbacks_provider_event_id_key UNIQUE (provider, event_id)
provider_callbacks: provider_callbacks_pkey PRIMARY KEY (id)
provider_fee_terms: provider_fee_terms_pkey PRIMARY KEY (provider, about, since)
provider_fee_terms: provider_fee_terms_about_check CHECK ((about = ANY (ARRAY['payment'::text, 'refund'::text, 'payout'::text, 'payout_return'::text])))
provider_fee_terms: provider_fee_terms_fee_ppm_check CHECK (((fee_ppm >= 0) AND (fee_ppm <= 1000000)))
provider_glances: provider_glances_pkey PRIMARY KEY (provider)
redemption_lines: redemption_lines_pkey PRIMARY KEY (redemption_id, order_line_id)
redemption_lines: redemption_lines_redemption_id_fkey FOREIGN KEY (redemption_id) REFERENCES redemptions(id)
redemption_lines: redemption_lines_amount_check CHECK ((amount >= 0))
redemption_lines: redemption_lines_quantity_check CHECK ((quantity > 0))
redemption_lines: redemption_lines_returned_within CHECK (((returned >= 0) AND (returned <= quantity)))
redemptions: redemptions_pkey PRIMARY KEY (id)
redemptions: redemptions_coupon_id_fkey FOREIGN KEY (coupon_id) REFERENCES coupons(id)
redemptions: redemptions_promotion_id_fkey FOREIGN KEY (promotion_id) REFERENCES promotions(id)
redemptions: redemptions_amount_check CHECK ((amount > 0))
redemptions: redemptions_state_check CHECK ((state = ANY (ARRAY['applied'::text, 'released'::text])))
refund_fee_rules: refund_fee_rules_pkey PRIMARY KEY (valid_from)
refund_fee_rules: refund_fee_rules_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts(id)
refund_fee_rules: refund_fee_rules_ppm_check CHECK (((ppm >= 0) AND (ppm <= 500000)))
refunds: refunds_number_key UNIQUE (number)
refunds: refunds_reason_kind_reason_id_payment_id_key UNIQUE (reason_kind, reason_id, payment_id)
refunds: refunds_pkey PRIMARY KEY (id)
refunds: refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id)
refunds: refunds_amount_check CHECK ((amount > 0))
refunds: refunds_number_check CHECK ((length(number) <= 32))
refunds: refunds_reason_kind_check CHECK ((reason_kind = ANY (ARRAY['aftersale'::text, 'order_cancelled'::text, 'paid_after_close'::text, 'difference'::text])))
refunds: refunds_state_check CHECK ((state = ANY (ARRAY['requested'::text, 'sent'::text, 'succeeded'::text, 'failed'::text])))
reservations: reservations_pkey PRIMARY KEY (id)
reservations: reservations_quantity_check CHECK ((quantity > 0))
reservations: reservations_returned CHECK (((returned >= 0) AND (returned <= quantity)))
reservations: reservations_state_check CHECK ((state = ANY (ARRAY['reserved'::text, 'claimed'::text, 'released'::text, 'returned'::text])))
room_events: room_events_pkey PRIMARY KEY (room_id, seq)
room_events: room_events_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id)
room_flash_moves: room_flash_moves_pkey PRIMARY KEY (flash_offer_id)
room_flash_moves: room_flash_moves_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id)
room_items: room_items_pkey PRIMARY KEY (id)
room_items: room_items_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
room_items: room_items_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id)
room_items: room_items_check CHECK (((NOT is_explaining) OR (state = 'listed'::text)))
room_items: room_items_sold_count_check CHECK ((sold_count >= 0))
room_items: room_items_state_check CHECK ((state = ANY (ARRAY['listed'::text, 'hidden_by_policy'::text, 'removed'::text])))
room_minutes: room_minutes_pkey PRIMARY KEY (room_id, minute)
room_minutes: room_minutes_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id)
room_mutes: room_mutes_pkey PRIMARY KEY (room_id, account_id)
room_mutes: room_mutes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
room_mutes: room_mutes_by_id_fkey FOREIGN KEY (by_id) REFERENCES accounts(id)
room_mutes: room_mutes_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id)
room_order_counts: room_order_counts_pkey PRIMARY KEY (id)
room_orders: room_orders_pkey PRIMARY KEY (line_id)
room_orders: room_orders_amount_check CHECK ((amount >= 0))
room_orders: room_orders_counted_check CHECK ((counted = ANY (ARRAY['none'::text, 'placed'::text, 'paid'::text, 'taken_back'::text])))
room_orders: room_orders_quantity_check CHECK ((quantity > 0))
room_orders: room_orders_state_check CHECK ((state = ANY (ARRAY['placed'::text, 'paid'::text, 'cancelled'::text])))
room_presence: room_presence_pkey PRIMARY KEY (room_id, gateway_id)
room_streams: room_streams_pkey PRIMARY KEY (room_id)
room_streams: room_streams_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id)
room_tickets: room_tickets_pkey PRIMARY KEY (nonce)
rooms: rooms_stream_id_key UNIQUE (stream_id)
rooms: rooms_pkey PRIMARY KEY (id)
rooms: rooms_cover_id_fkey FOREIGN KEY (cover_id) REFERENCES pictures(id)
rooms: rooms_host_id_fkey FOREIGN KEY (host_id) REFERENCES accounts(id)
rooms: rooms_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
rooms: rooms_check CHECK (((state <> ALL (ARRAY['ended'::text, 'banned'::text])) OR (push_key_hash IS NULL)))
rooms: rooms_state_check CHECK ((state = ANY (ARRAY['preview'::text, 'live'::text, 'paused'::text, 'ended'::text, 'banned'::text])))
rooms: rooms_stream_check CHECK ((stream = ANY (ARRAY['none'::text, 'on_air'::text, 'interrupted'::text, 'ended'::text])))
rooms: rooms_title_check CHECK (((length(title) >= 1) AND (length(title) <= 60)))
rooms: rooms_viewers_check CHECK ((viewers >= 0))
sample_creators: sample_creators_pkey PRIMARY KEY (creator_id)
sample_creators: sample_creators_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES accounts(id)
sample_creators: sample_limit_holds CHECK (((waiting >= 0) AND (waiting <= 5)))
sample_offers: sample_offers_pkey PRIMARY KEY (product_id)
sample_offers: sample_offers_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts(id)
sample_offers: sample_offers_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
sample_offers: sample_offers_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
sample_offers: sample_offers_sku_id_fkey FOREIGN KEY (sku_id) REFERENCES skus(id)
sample_offers: sample_offers_min_followers_check CHECK ((min_followers >= 0))
sample_offers: sample_offers_min_sales_check CHECK ((min_sales >= 0))
sample_offers: sample_offers_per_creator_check CHECK (((per_creator >= 1) AND (per_creator <= 10)))
sample_offers: sample_offers_quota_check CHECK (((quota >= 1) AND (quota <= 10000)))
sample_offers: sample_offers_taken_check CHECK ((taken >= 0))
sample_offers: sample_quota_holds CHECK ((taken <= quota))
samples: samples_pkey PRIMARY KEY (id)
samples: samples_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES accounts(id)
samples: samples_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
samples: samples_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
samples: samples_sku_id_fkey FOREIGN KEY (sku_id) REFERENCES skus(id)
samples: samples_check CHECK (((state = 'shipped'::text) <= (tracking_number IS NOT NULL)))
samples: samples_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'awaiting_shipment'::text, 'shipped'::text, 'content_pending'::text, 'appealed'::text, 'completed'::text, 'rejected'::text, 'overdue'::text, 'seller_not_shipped'::text, 'unfulfilled'::text, 'withdrawn'::text])))
sandbox.carrier_events: carrier_events_pkey PRIMARY KEY (id)
sandbox.carrier_events: carrier_events_tracking_number_fkey FOREIGN KEY (tracking_number) REFERENCES sandbox.waybills(tracking_number)
sandbox.notices: notices_pkey PRIMARY KEY (id)
sandbox.notices: notices_trade_id_fkey FOREIGN KEY (trade_id) REFERENCES sandbox.trades(id)
sandbox.personality: personality_pkey PRIMARY KEY (one)
sandbox.personality: personality_one_check CHECK (one)
sandbox.trades: trades_kind_merchant_number_key UNIQUE (kind, merchant_number)
sandbox.trades: trades_number_key UNIQUE (number)
sandbox.trades: trades_pkey PRIMARY KEY (id)
sandbox.trades: trades_payment_number_fkey FOREIGN KEY (payment_number) REFERENCES sandbox.trades(number)
sandbox.trades: refunded_within CHECK (((refunded >= 0) AND (refunded <= amount)))
sandbox.trades: trades_amount_check CHECK ((amount > 0))
sandbox.trades: trades_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text, 'payout'::text])))
sandbox.trades: trades_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'succeeded'::text, 'failed'::text, 'closed'::text])))
sandbox.waybills: waybills_reference_key UNIQUE (reference)
sandbox.waybills: waybills_pkey PRIMARY KEY (tracking_number)
sent_shares: sent_shares_pkey PRIMARY KEY (line_id, part)
sent_shares: sent_shares_line_id_fkey FOREIGN KEY (line_id) REFERENCES settlements(id)
sent_shares: sent_shares_payout_id_fkey FOREIGN KEY (payout_id) REFERENCES payouts(id)
sent_shares: sent_shares_part_check CHECK ((part = ANY (ARRAY['merchant'::text, 'commission'::text])))
sessions: sessions_token_hash_key UNIQUE (token_hash)
sessions: sessions_pkey PRIMARY KEY (id)
sessions: sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
settlement_refunds: settlement_refunds_pkey PRIMARY KEY (event)
settlement_refunds: settlement_refunds_line_id_fkey FOREIGN KEY (line_id) REFERENCES settlements(id)
settlement_refunds: settlement_refunds_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
settlement_refunds: settlement_refunds_check CHECK ((((posted_at IS NULL) = (was_settled IS NULL)) AND ((posted_at IS NULL) = (amount IS NULL))))
settlement_refunds: settlement_refunds_quantity_check CHECK ((quantity > 0))
settlement_reserves: settlement_reserves_pkey PRIMARY KEY (line_id, part)
settlement_reserves: settlement_reserves_line_id_fkey FOREIGN KEY (line_id) REFERENCES settlements(id)
settlement_reserves: settlement_reserves_amount_check CHECK ((amount > 0))
settlement_reserves: settlement_reserves_check CHECK (((taken >= 0) AND (taken <= amount)))
settlement_reserves: settlement_reserves_part_check CHECK ((part = ANY (ARRAY['merchant'::text, 'commission'::text])))
settlements: settlements_pkey PRIMARY KEY (id)
settlements: settlements_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES accounts(id)
settlements: settlements_id_fkey FOREIGN KEY (id) REFERENCES order_lines(id)
settlements: settlements_leader_id_fkey FOREIGN KEY (leader_id) REFERENCES accounts(id)
settlements: settlements_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id)
settlements: settlements_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
settlements: settlements_add_up CHECK (((income + freight) = ((((fee + commission) + leader_fee) + premium) + merchant_net)))
settlements: settlements_agency_within CHECK (((agency_fee >= 0) AND (agency_fee <= commission)))
settlements: settlements_commission_check CHECK ((commission >= 0))
settlements: settlements_creator_discount_check CHECK ((creator_discount >= 0))
settlements: settlements_creator_hold_days_check CHECK ((creator_hold_days >= 0))
settlements: settlements_creator_reserve_ppm_check CHECK (((creator_reserve_ppm >= 0) AND (creator_reserve_ppm <= 500000)))
settlements: settlements_cut_within CHECK ((leader_cut <= leader_fee))
settlements: settlements_estimated_commission_check CHECK ((estimated_commission >= 0))
settlements: settlements_fee_check CHECK ((fee >= 0))
settlements: settlements_freight_check CHECK ((freight >= 0))
settlements: settlements_hold_days_check CHECK ((hold_days >= 0))
settlements: settlements_income CHECK ((income = ((paid + platform_discount) + creator_discount)))
settlements: settlements_leader_cut_check CHECK ((leader_cut >= 0))
settlements: settlements_leader_fee_check CHECK ((leader_fee >= 0))
settlements: settlements_not_early CHECK ((((settled_at IS NULL) OR (settled_at >= settle_at)) AND ((creator_settled_at IS NULL) OR (creator_settled_at >= creator_settle_at)))) NOT VALID
settlements: settlements_paid_check CHECK ((paid >= 0))
settlements: settlements_platform_discount_check CHECK ((platform_discount >= 0))
settlements: settlements_premium_check CHECK ((premium >= 0))
settlements: settlements_refund_admin_ppm_check CHECK (((refund_admin_ppm >= 0) AND (refund_admin_ppm <= 500000)))
settlements: settlements_refund_within CHECK ((((refunded_unshipped >= 0) AND (refunded_unshipped <= refunded_quantity)) AND (refunded_amount >= 0)))
settlements: settlements_reserve_ppm_check CHECK (((reserve_ppm >= 0) AND (reserve_ppm <= 500000)))
settlements: settlements_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'counting'::text, 'held'::text, 'settled'::text, 'void'::text])))
shop_documents: shop_documents_pkey PRIMARY KEY (id)
shop_documents: shop_documents_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
shop_documents: shop_documents_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES accounts(id)
shop_documents: shop_documents_file_name_check CHECK (((length(file_name) >= 1) AND (length(file_name) <= 120)))
shop_documents: shop_documents_kind_check CHECK ((kind = ANY (ARRAY['business_licence'::text, 'identity'::text, 'brand_licence'::text, 'other'::text])))
shop_documents: shop_documents_media_type_check CHECK ((media_type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text, 'image/webp'::text, 'application/pdf'::text])))
shop_documents: shop_documents_size_bytes_check CHECK (((size_bytes >= 1) AND (size_bytes <= 10485760)))
shop_scores: shop_scores_pkey PRIMARY KEY (shop_id, day)
shop_scores: shop_scores_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
shop_scores: shop_scores_score_check CHECK (((score >= 0) AND (score <= 500)))
shop_staff: shop_staff_pkey PRIMARY KEY (shop_id, account_id)
shop_staff: shop_staff_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
shop_staff: shop_staff_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
shop_staff: shop_staff_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'manager'::text, 'clerk'::text])))
shop_staff_changes: shop_staff_changes_pkey PRIMARY KEY (id)
shop_staff_changes: shop_staff_changes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
shop_staff_changes: shop_staff_changes_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES accounts(id)
shop_staff_changes: shop_staff_changes_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
shops: shops_pkey PRIMARY KEY (id)
shops: shops_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES accounts(id)
shops: shops_deposit_paid_check CHECK ((deposit_paid >= 0))
shops: shops_deposit_required_check CHECK ((deposit_required >= 0))
shops: shops_escalations_check CHECK ((escalations >= 0))
shops: shops_kind_check CHECK ((kind = ANY (ARRAY['individual'::text, 'sole_trader'::text, 'enterprise'::text, 'flagship'::text])))
shops: shops_listings_stopped_check CHECK ((listings_stopped = ANY (ARRAY['deposit_short'::text, 'deposit_refund'::text])))
shops: shops_name_check CHECK (((length(name) >= 2) AND (length(name) <= 40)))
shops: shops_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'in_review'::text, 'rejected'::text, 'deposit_due'::text, 'open'::text, 'suspended'::text, 'closed'::text])))
showcase_items: showcase_items_pkey PRIMARY KEY (creator_id, product_id)
showcase_items: showcase_items_creator_id_fkey FOREIGN KEY (creator_id) REFERENCES accounts(id)
showcase_items: showcase_items_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
sign_in_names: sign_in_names_pkey PRIMARY KEY (name)
sign_in_names: sign_in_names_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
sign_in_names: sign_in_names_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'email'::text])))
skus: skus_pkey PRIMARY KEY (id)
skus: skus_picture_id_fkey FOREIGN KEY (picture_id) REFERENCES pictures(id)
skus: skus_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
skus: skus_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
skus: skus_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
skus: skus_list_price_check CHECK (((list_price IS NULL) OR ((list_price >= 0) AND (list_price <= '9007199254740991'::bigint))))
skus: skus_price_check CHECK (((price >= 0) AND (price <= '9007199254740991'::bigint)))
state_changes: state_changes_pkey PRIMARY KEY (id)
state_changes: state_changes_actor_id_check CHECK ((actor_id <> ''::text))
state_changes: state_changes_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['account'::text, 'system'::text, 'provider'::text, 'carrier'::text])))
state_changes: state_changes_reason_check CHECK ((reason <> ''::text))
state_edges: state_edges_pkey PRIMARY KEY (noun, from_state, to_state)
statements: statements_owner_kind_owner_id_day_currency_key UNIQUE (owner_kind, owner_id, day, currency)
statements: statements_pkey PRIMARY KEY (id)
statements: statements_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['shop'::text, 'account'::text])))
stock: stock_pkey PRIMARY KEY (sku_id)
stock: stock_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id)
stock: stock_sku_id_fkey FOREIGN KEY (sku_id) REFERENCES skus(id)
stock: stock_adds_up CHECK ((received = (((available + reserved) + sold) + written_off)))
stock: stock_available_check CHECK ((available >= 0))
stock: stock_received_check CHECK ((received >= 0))
stock: stock_reserved_check CHECK ((reserved >= 0))
stock: stock_sold_check CHECK ((sold >= 0))
stock: stock_written_off_check CHECK ((written_off >= 0))
stock_changes: stock_changes_pkey PRIMARY KEY (id)
stock_changes: stock_changes_sku_id_fkey FOREIGN KEY (sku_id) REFERENCES skus(id)
sweep_runs: sweep_runs_pkey PRIMARY KEY (name)
tier_rules: tier_rules_pkey PRIMARY KEY (role, tier, valid_from)
tier_rules: tier_rules_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts(id)
tier_rules: tier_rules_check CHECK (((reserve_ppm = 0) = (reserve_days = 0)))
tier_rules: tier_rules_hold_days_check CHECK (((hold_days >= 0) AND (hold_days <= 60)))
tier_rules: tier_rules_reserve_days_check CHECK (((reserve_days >= 0) AND (reserve_days <= 180)))
tier_rules: tier_rules_reserve_ppm_check CHECK (((reserve_ppm >= 0) AND (reserve_ppm <= 500000)))
tier_rules: tier_rules_role_check CHECK ((role = ANY (ARRAY['shop'::text, 'creator'::text])))
tier_rules: tier_rules_score_from_check CHECK (((score_from >= 0) AND (score_from <= 500)))
tier_rules: tier_rules_tier_check CHECK ((tier ~ '^[a-z_]{1,20}$'::text))
tracking_events: tracking_events_parcel_id_carrier_event_id_key UNIQUE (parcel_id, carrier_event_id)
tracking_events: tracking_events_pkey PRIMARY KEY (id)
tracking_events: tracking_events_parcel_id_fkey FOREIGN KEY (parcel_id) REFERENCES parcels(id)

-- indexes
CREATE INDEX access_changes_at ON public.access_changes USING btree (at)
CREATE INDEX addresses_account ON public.addresses USING btree (account_id) WHERE (removed_at IS NULL)
CREATE INDEX aftersales_buyer ON public.aftersales USING btree (buyer_id, id)
CREATE INDEX aftersales_deadline ON public.aftersales USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX aftersales_disputes ON public.aftersales USING btree (overdue_count, deadline_at) WHERE (state = 'platform_intervening'::text)
CREATE INDEX aftersales_line ON public.aftersales USING btree (order_line_id)
CREATE INDEX aftersales_order ON public.aftersales USING btree (order_id)
CREATE INDEX aftersales_refund ON public.aftersales USING btree (refund_id) WHERE (refund_id IS NOT NULL)
CREATE INDEX aftersales_shop ON public.aftersales USING btree (shop_id, deadline_at, id)
CREATE INDEX agency_agreements_agency ON public.agency_agreements USING btree (agency_id, id)
CREATE INDEX agency_agreements_creator ON public.agency_agreements USING btree (creator_id, id)
CREATE INDEX agency_agreements_deadline ON public.agency_agreements USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX api_keys_account ON public.api_keys USING btree (account_id)
CREATE INDEX campaign_changes_deadline ON public.campaign_changes USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX campaign_changes_item ON public.campaign_changes USING btree (item_id, id)
CREATE INDEX campaign_items_campaign ON public.campaign_items USING btree (campaign_id, id)
CREATE INDEX campaign_items_deadline ON public.campaign_items USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX campaign_items_leader ON public.campaign_items USING btree (leader_id, id)
CREATE INDEX campaign_items_promoting ON public.campaign_items USING btree (product_id) WHERE (state = 'promoting'::text)
CREATE INDEX campaign_items_protected ON public.campaign_items USING btree (product_id, protected_until) WHERE (protected_until IS NOT NULL)
CREATE INDEX campaign_items_shop ON public.campaign_items USING btree (shop_id, id)
CREATE INDEX campaign_joins_creator ON public.campaign_joins USING btree (creator_id, id) WHERE (left_at IS NULL)
CREATE INDEX campaign_joins_item ON public.campaign_joins USING btree (item_id) WHERE (left_at IS NULL)
CREATE INDEX campaigns_deadline ON public.campaigns USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX campaigns_leader ON public.campaigns USING btree (leader_id, id)
CREATE INDEX campaigns_open ON public.campaigns USING btree (id) WHERE (state = 'open'::text)
CREATE INDEX carrier_events_due ON sandbox.carrier_events USING btree (next_at) WHERE (next_at IS NOT NULL)
CREATE INDEX carrier_events_waybill ON sandbox.carrier_events USING btree (tracking_number, happened_at)
CREATE INDEX chat_messages_room ON public.chat_messages USING btree (room_id, id)
CREATE INDEX clawback_reversals_open ON public.clawback_reversals USING btree (reversal_id) WHERE (ended_at IS NULL)
CREATE INDEX coupons_deadline ON public.coupons USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX coupons_holder ON public.coupons USING btree (holder_id, state, id)
CREATE INDEX coupons_promotion ON public.coupons USING btree (promotion_id, holder_id)
CREATE INDEX deposit_event_shops_shop ON public.deposit_event_shops USING btree (shop_id)
CREATE INDEX deposit_payments_waiting ON public.deposit_payments USING btree (heard_at) WHERE (posted_at IS NULL)
CREATE INDEX deposit_records_case ON public.deposit_records USING btree (case_id) WHERE (case_id IS NOT NULL)
CREATE INDEX deposit_records_shop ON public.deposit_records USING btree (shop_id, at, id)
CREATE INDEX deposit_rules_in_force ON public.deposit_rules USING btree (kind, effective_from)
CREATE INDEX deposit_rules_told ON public.deposit_rules USING btree (added_at DESC, id DESC)
CREATE INDEX deposits_computed ON public.deposits USING btree (computed_on NULLS FIRST)
CREATE INDEX deposits_deadline ON public.deposits USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX deposits_state ON public.deposits USING btree (state, shop_id)
CREATE INDEX flash_offers_deadline ON public.flash_offers USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX flash_offers_room ON public.flash_offers USING btree (room_id, id)
CREATE INDEX follows_followed ON public.follows USING btree (followed_id)
CREATE INDEX idempotency_keys_at ON public.idempotency_keys USING brin (at)
CREATE INDEX imports_due ON public.imports USING btree (state, id) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]))
CREATE INDEX imports_shop ON public.imports USING btree (shop_id, id)
CREATE INDEX journal_seals_day ON public.journal_seals USING btree (day, journal_id)
CREATE INDEX journals_booked ON public.journals USING btree (booked_on, id)
CREATE INDEX ledger_accounts_owner ON public.ledger_accounts USING btree (owner_id) WHERE (owner_id IS NOT NULL)
CREATE INDEX ledger_entries_account ON public.ledger_entries USING btree (account_id, id)
CREATE INDEX ledger_entries_journal ON public.ledger_entries USING btree (journal_id)
CREATE INDEX ledger_entries_line ON public.ledger_entries USING btree (order_line_id) WHERE (order_line_id IS NOT NULL)
CREATE INDEX ledger_entries_order ON public.ledger_entries USING btree (order_id) WHERE (order_id IS NOT NULL)
CREATE INDEX link_rules_platform ON public.link_rules USING btree (platform, effective_from)
CREATE INDEX notices_due ON sandbox.notices USING btree (next_at) WHERE (next_at IS NOT NULL)
CREATE INDEX order_line_aftersales_line ON public.order_line_aftersales USING btree (order_line_id, aftersale_id)
CREATE INDEX order_lines_creator ON public.order_lines USING btree (creator_id) WHERE (creator_id IS NOT NULL)
CREATE INDEX order_lines_order ON public.order_lines USING btree (order_id, "position")
CREATE INDEX orders_buyer ON public.orders USING btree (buyer_id, id)
CREATE INDEX orders_checkout ON public.orders USING btree (checkout_id)
CREATE INDEX orders_deadline ON public.orders USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX orders_shop ON public.orders USING btree (shop_id, state, id)
CREATE INDEX outbox_waiting ON public.outbox USING btree (id) WHERE (seq IS NULL)
CREATE INDEX parcels_aftersale ON public.parcels USING btree (aftersale_id) WHERE (aftersale_id IS NOT NULL)
CREATE INDEX parcels_deadline ON public.parcels USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX parcels_order ON public.parcels USING btree (order_id)
CREATE INDEX past_customers_import ON public.past_customers USING btree (past_id, person_id)
CREATE INDEX past_exceptions_import ON public.past_exceptions USING btree (past_id, kind, order_id)
CREATE INDEX past_lines_import ON public.past_lines USING btree (past_id, id)
CREATE INDEX past_lines_product ON public.past_lines USING btree (product_id)
CREATE INDEX past_lines_seller ON public.past_lines USING btree (seller_id, id)
CREATE INDEX past_orders_customer ON public.past_orders USING btree (customer_id)
CREATE INDEX past_orders_import ON public.past_orders USING btree (past_id, id)
CREATE INDEX past_orders_waiting ON public.past_orders USING btree (past_id, id) WHERE (booked_at IS NULL)
CREATE INDEX past_payments_import ON public.past_payments USING btree (past_id, order_id, "position")
CREATE INDEX past_products_import ON public.past_products USING btree (past_id, id)
CREATE INDEX past_sellers_import ON public.past_sellers USING btree (past_id, id)
CREATE INDEX payment_difference_legs_day ON public.payment_difference_legs USING btree (provider, day)
CREATE INDEX payment_differences_day ON public.payment_differences USING btree (provider, day) WHERE (day IS NOT NULL)
CREATE INDEX payment_differences_due ON public.payment_differences USING btree (deadline_at) WHERE (state = ANY (ARRAY['open'::text, 'taken'::text, 'proposed'::text]))
CREATE INDEX payment_differences_open ON public.payment_differences USING btree (created_at) WHERE (state = 'open'::text)
CREATE INDEX payments_deposit ON public.payments USING btree (subject_id) WHERE (subject_kind = 'deposit'::text)
CREATE INDEX payments_paid ON public.payments USING btree (paid_at) WHERE (paid_at IS NOT NULL)
CREATE INDEX payments_query ON public.payments USING btree (next_query_at) WHERE (next_query_at IS NOT NULL)
CREATE INDEX payments_untouched ON public.payments USING btree (deadline_at) WHERE (state = 'created'::text)
CREATE INDEX payout_account_changes_owner ON public.payout_account_changes USING btree (owner_kind, owner_id, id)
CREATE INDEX payout_returns_waiting ON public.payout_returns USING btree (heard_at) WHERE (posted_at IS NULL)
CREATE INDEX payout_reversals_due ON public.payout_reversals USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL)
CREATE INDEX payout_reversals_finished ON public.payout_reversals USING btree (finished_at) WHERE (finished_at IS NOT NULL)
CREATE INDEX payout_reversals_payout ON public.payout_reversals USING btree (payout_id)
CREATE INDEX payout_runs_prepared ON public.payout_runs USING btree (deadline_at) WHERE (state = 'prepared'::text)
CREATE INDEX payouts_bounced ON public.payouts USING btree (bounced_at) WHERE (bounced_at IS NOT NULL)
CREATE INDEX payouts_due ON public.payouts USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL)
CREATE INDEX payouts_held ON public.payouts USING btree (id) WHERE (state = 'held'::text)
CREATE INDEX payouts_owner ON public.payouts USING btree (owner_kind, owner_id, id)
CREATE INDEX payouts_payment ON public.payouts USING btree (payment_id) WHERE (payment_id IS NOT NULL)
CREATE INDEX payouts_run ON public.payouts USING btree (run_id) WHERE (run_id IS NOT NULL)
CREATE INDEX payouts_waiting ON public.payouts USING btree (id) WHERE (state = 'requested'::text)
CREATE INDEX pictures_shop ON public.pictures USING btree (shop_id, uploaded_at)
CREATE INDEX plan_changes_plan ON public.plan_changes USING btree (plan_id, id)
CREATE INDEX plan_creators_creator ON public.plan_creators USING btree (creator_id, plan_id)
CREATE INDEX plan_notices_deadline ON public.plan_notices USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX plan_notices_plan ON public.plan_notices USING btree (plan_id, id)
CREATE INDEX plans_in_force ON public.plans USING btree (product_id) WHERE (state = 'open'::text)
CREATE INDEX plans_shop ON public.plans USING btree (shop_id)
CREATE INDEX product_days_day ON public.product_days USING btree (day)
CREATE INDEX product_drafts_deadline ON public.product_drafts USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX product_drafts_product ON public.product_drafts USING btree (product_id, id)
CREATE INDEX product_drafts_queue ON public.product_drafts USING btree (submitted_at, id) WHERE (state = 'in_review'::text)
CREATE INDEX products_shelf ON public.products USING btree (category_id, id) WHERE (state = 'on_shelf'::text)
CREATE INDEX products_shop ON public.products USING btree (shop_id, state, id)
CREATE INDEX products_title ON public.products USING gin (title gin_trgm_ops) WHERE (state = 'on_shelf'::text)
CREATE INDEX promotions_creator ON public.promotions USING btree (creator_id, id) WHERE (creator_id IS NOT NULL)
CREATE INDEX promotions_deadline ON public.promotions USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX promotions_platform ON public.promotions USING btree (id) WHERE (funder = 'platform'::text)
CREATE INDEX promotions_room ON public.promotions USING btree (room_id, id) WHERE (room_id IS NOT NULL)
CREATE INDEX promotions_running ON public.promotions USING btree (kind) WHERE (state = 'ongoing'::text)
CREATE INDEX promotions_shop ON public.promotions USING btree (shop_id, id) WHERE (shop_id IS NOT NULL)
CREATE INDEX provider_accounts_late ON public.provider_accounts USING btree (deadline_at) WHERE (state = 'pending'::text)
CREATE INDEX provider_accounts_waiting ON public.provider_accounts USING btree (id) WHERE (state = 'pending'::text)
CREATE INDEX provider_bill_lines_number ON public.provider_bill_lines USING btree (number)
CREATE INDEX provider_bills_again ON public.provider_bills USING btree (provider, day) WHERE again
CREATE INDEX provider_callbacks_waiting ON public.provider_callbacks USING btree (received_at) WHERE (handled_at IS NULL)
CREATE INDEX redemption_lines_line ON public.redemption_lines USING btree (order_line_id)
CREATE INDEX redemptions_checkout ON public.redemptions USING btree (checkout_id)
CREATE INDEX redemptions_promotion ON public.redemptions USING btree (promotion_id, id)
CREATE INDEX refunds_due ON public.refunds USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL)
CREATE INDEX refunds_payment ON public.refunds USING btree (payment_id)
CREATE INDEX room_items_product ON public.room_items USING btree (product_id) WHERE (state <> 'removed'::text)
CREATE INDEX room_items_room ON public.room_items USING btree (room_id, "position")
CREATE INDEX room_items_stale ON public.room_items USING btree (id) WHERE (is_stock_stale OR is_card_stale)
CREATE INDEX room_orders_room ON public.room_orders USING btree (room_id, at)
CREATE INDEX room_orders_uncounted ON public.room_orders USING btree (line_id) WHERE ((counted = 'none'::text) OR ((counted = 'placed'::text) AND is_paid) OR ((counted = 'paid'::text) AND (state = 'cancelled'::text)))
CREATE INDEX rooms_deadline ON public.rooms USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX rooms_host ON public.rooms USING btree (host_id, id)
CREATE INDEX rooms_on_air ON public.rooms USING btree (viewers, id) WHERE (state = ANY (ARRAY['live'::text, 'paused'::text]))
CREATE INDEX rooms_replay ON public.rooms USING btree (ended_at, id) WHERE ((state = 'ended'::text) AND (replay_ready_at IS NOT NULL))
CREATE INDEX rooms_streaming ON public.rooms USING btree (id) WHERE ((stream = ANY (ARRAY['on_air'::text, 'interrupted'::text])) OR is_kick_wanted)
CREATE INDEX sample_offers_open ON public.sample_offers USING btree (product_id) WHERE is_open
CREATE INDEX sample_offers_shop ON public.sample_offers USING btree (shop_id, product_id)
CREATE INDEX samples_creator ON public.samples USING btree (creator_id, id)
CREATE INDEX samples_deadline ON public.samples USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX samples_product ON public.samples USING btree (product_id, creator_id)
CREATE INDEX samples_shop ON public.samples USING btree (shop_id, id)
CREATE INDEX sent_shares_payout ON public.sent_shares USING btree (payout_id) WHERE (payout_id IS NOT NULL)
CREATE INDEX sessions_account ON public.sessions USING btree (account_id)
CREATE INDEX settlement_refunds_line ON public.settlement_refunds USING btree (line_id)
CREATE INDEX settlement_refunds_waiting ON public.settlement_refunds USING btree (heard_at, event) WHERE (posted_at IS NULL)
CREATE INDEX settlement_reserves_due ON public.settlement_reserves USING btree (release_at, line_id) WHERE (released_at IS NULL)
CREATE INDEX settlements_agency ON public.settlements USING btree (agency_id, state) WHERE (agency_id IS NOT NULL)
CREATE INDEX settlements_commission_due ON public.settlements USING btree (creator_settle_at, id) WHERE ((creator_settled_at IS NULL) AND (creator_settle_at IS NOT NULL) AND (state = ANY (ARRAY['counting'::text, 'settled'::text])))
CREATE INDEX settlements_creator ON public.settlements USING btree (creator_id, state, id) WHERE (creator_id IS NOT NULL)
CREATE INDEX settlements_creator_settled ON public.settlements USING btree (creator_id, creator_settled_at) WHERE (creator_settled_at IS NOT NULL)
CREATE INDEX settlements_due ON public.settlements USING btree (deadline_at, id) WHERE (state = 'counting'::text)
CREATE INDEX settlements_leader ON public.settlements USING btree (leader_id, state) WHERE (leader_id IS NOT NULL)
CREATE INDEX settlements_order ON public.settlements USING btree (order_id)
CREATE INDEX settlements_shop ON public.settlements USING btree (shop_id, state, id)
CREATE INDEX settlements_shop_settled ON public.settlements USING btree (shop_id, settled_at) WHERE (settled_at IS NOT NULL)
CREATE INDEX settlements_unallocated ON public.settlements USING btree (id) WHERE (allocated_at IS NULL)
CREATE INDEX shop_documents_shop ON public.shop_documents USING btree (shop_id)
CREATE INDEX shop_staff_account ON public.shop_staff USING btree (account_id)
CREATE INDEX shop_staff_changes_shop ON public.shop_staff_changes USING btree (shop_id, id)
CREATE INDEX shops_deadline ON public.shops USING btree (deadline_at) WHERE (deadline_at IS NOT NULL)
CREATE INDEX shops_owner ON public.shops USING btree (owner_id)
CREATE INDEX shops_queue ON public.shops USING btree (state, escalations DESC, submitted_at, id)
CREATE INDEX showcase_items_order ON public.showcase_items USING btree (creator_id, "position")
CREATE INDEX sign_in_names_account ON public.sign_in_names USING btree (account_id)
CREATE INDEX skus_product ON public.skus USING btree (product_id, "position")
CREATE INDEX state_changes_noun ON public.state_changes USING btree (noun_id, id)
CREATE INDEX statements_day ON public.statements USING btree (day)
CREATE INDEX stock_changes_sku ON public.stock_changes USING btree (sku_id, id)
CREATE INDEX stock_shop ON public.stock USING btree (shop_id)
CREATE INDEX trades_finished ON sandbox.trades USING btree (finished_at) WHERE (state = 'succeeded'::text)
CREATE INDEX waybills_due ON sandbox.waybills USING btree (next_at) WHERE (next_at IS NOT NULL)
CREATE UNIQUE INDEX addresses_one_default ON public.addresses USING btree (account_id) WHERE (is_default AND (removed_at IS NULL))
CREATE UNIQUE INDEX aftersales_one_open ON public.aftersales USING btree (order_line_id) WHERE (state <> ALL (ARRAY['succeeded'::text, 'closed'::text]))
CREATE UNIQUE INDEX agency_agreements_asked ON public.agency_agreements USING btree (agency_id, creator_id) WHERE (state = 'invited'::text)
CREATE UNIQUE INDEX agency_agreements_one ON public.agency_agreements USING btree (creator_id) WHERE (state = ANY (ARRAY['active'::text, 'ending'::text]))
CREATE UNIQUE INDEX campaign_changes_one_asked ON public.campaign_changes USING btree (item_id) WHERE (state = 'asked'::text)
CREATE UNIQUE INDEX campaign_items_once ON public.campaign_items USING btree (campaign_id, product_id) WHERE (state = ANY (ARRAY['pending'::text, 'promoting'::text]))
CREATE UNIQUE INDEX campaign_joins_one ON public.campaign_joins USING btree (product_id, creator_id) WHERE (left_at IS NULL)
CREATE UNIQUE INDEX deposit_records_event ON public.deposit_records USING btree (event, journal_kind) WHERE (event IS NOT NULL)
CREATE UNIQUE INDEX deposit_records_line ON public.deposit_records USING btree (line_id) WHERE (line_id IS NOT NULL)
CREATE UNIQUE INDEX deposits_id ON public.deposits USING btree (id)
CREATE UNIQUE INDEX flash_offers_one_open ON public.flash_offers USING btree (sku_id) WHERE (state = ANY (ARRAY['scheduled'::text, 'open'::text]))
CREATE UNIQUE INDEX imports_once ON public.imports USING btree (shop_id, file_hash, category_id) WHERE ((NOT dry_run) AND (state = ANY (ARRAY['waiting'::text, 'running'::text])))
CREATE UNIQUE INDEX journals_reversed_once ON public.journals USING btree (reverses) WHERE (reverses IS NOT NULL)
CREATE UNIQUE INDEX ledger_accounts_one ON public.ledger_accounts USING btree (kind, owner_kind, COALESCE(owner_id, '00000000-0000-0000-0000-000000000000'::uuid), currency)
CREATE UNIQUE INDEX outbox_seq ON public.outbox USING btree (seq) WHERE (seq IS NOT NULL)
CREATE UNIQUE INDEX parcels_number ON public.parcels USING btree (carrier, tracking_number)
CREATE UNIQUE INDEX payments_provider_number ON public.payments USING btree (provider, provider_number) WHERE (provider_number IS NOT NULL)
CREATE UNIQUE INDEX plan_notices_announced ON public.plan_notices USING btree (plan_id) WHERE (state = 'announced'::text)
CREATE UNIQUE INDEX plans_exclusive ON public.plans USING btree (product_id) WHERE ((kind = 'exclusive'::text) AND (state = 'open'::text))
CREATE UNIQUE INDEX plans_open ON public.plans USING btree (product_id) WHERE (kind = 'open'::text)
CREATE UNIQUE INDEX product_drafts_open ON public.product_drafts USING btree (product_id) WHERE (state = ANY (ARRAY['editing'::text, 'in_review'::text, 'rejected'::text]))
CREATE UNIQUE INDEX products_handle ON public.products USING btree (shop_id, handle) WHERE (handle IS NOT NULL)
CREATE UNIQUE INDEX provider_accounts_one_each ON public.provider_accounts USING btree (owner_kind, owner_id, provider, state) WHERE (state <> 'disabled'::text)
CREATE UNIQUE INDEX redemptions_coupon ON public.redemptions USING btree (coupon_id) WHERE ((coupon_id IS NOT NULL) AND (state = 'applied'::text))
CREATE UNIQUE INDEX room_items_once ON public.room_items USING btree (room_id, product_id) WHERE (state <> 'removed'::text)
CREATE UNIQUE INDEX room_items_one_explaining ON public.room_items USING btree (room_id) WHERE is_explaining
CREATE UNIQUE INDEX rooms_one_on_air ON public.rooms USING btree (host_id) WHERE (state = ANY (ARRAY['live'::text, 'paused'::text]))
CREATE UNIQUE INDEX samples_one_waiting ON public.samples USING btree (product_id, creator_id) WHERE (state = ANY (ARRAY['pending'::text, 'awaiting_shipment'::text, 'shipped'::text, 'content_pending'::text]))
CREATE UNIQUE INDEX shops_name ON public.shops USING btree (name_key) WHERE (state <> 'closed'::text)
CREATE UNIQUE INDEX skus_options ON public.skus USING btree (product_id, option_values) WHERE is_on_sale

-- triggers
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.accounts FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.accounts FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER note_closed AFTER UPDATE OF closed_at ON public.accounts FOR EACH ROW WHEN ((old.closed_at IS DISTINCT FROM new.closed_at)) EXECUTE FUNCTION note_access_of_row()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.aftersales FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{await_seller>seller_rejected,await_seller>await_buyer_ship,await_seller>refunding,await_seller>closed,seller_rejected>platform_intervening,seller_rejected>closed,await_buyer_ship>await_seller_receive,await_buyer_ship>closed,await_seller_receive>await_seller_receive,await_seller_receive>refunding,await_seller_receive>seller_rejected,platform_intervening>platform_intervening,platform_intervening>refunding,platform_intervening>closed,platform_intervening>await_buyer_ship,refunding>refunding,refunding>succeeded,refunding>refund_failed,refund_failed>refunding,refund_failed>succeeded}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.agency_agreements FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{invited>active,invited>declined,invited>withdrawn,invited>lapsed,active>ending,ending>ended}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER note_changed_key AFTER UPDATE OF revoked_at, expires_at ON public.api_keys FOR EACH ROW WHEN (((old.revoked_at IS DISTINCT FROM new.revoked_at) OR (old.expires_at IS DISTINCT FROM new.expires_at))) EXECUTE FUNCTION note_access_of_row()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.campaign_changes FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{asked>agreed,asked>refused,asked>void}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.campaign_items FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{pending>promoting,pending>rejected,pending>terminated,pending>expired,promoting>promoting,promoting>terminated,promoting>expired}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.campaigns FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{open>closed}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.checkouts FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.checkouts FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.coupons FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{usable>used,usable>expired,used>usable,used>expired}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER decided_cases_append_only BEFORE DELETE OR UPDATE ON public.decided_cases FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER deposit_event_shops_append_only BEFORE DELETE OR UPDATE ON public.deposit_event_shops FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER deposit_records_append_only BEFORE DELETE OR UPDATE ON public.deposit_records FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER deposit_rules_append_only BEFORE DELETE OR UPDATE ON public.deposit_rules FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.deposits FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{not_required>paid,not_required>short,not_required>refund_applied,unpaid>not_required,unpaid>paid,unpaid>short,unpaid>refund_applied,paid>not_required,paid>short,paid>refund_applied,short>short,short>not_required,short>paid,short>refund_applied,refund_applied>not_required,refund_applied>unpaid,refund_applied>paid,refund_applied>short,refund_applied>refund_hold,refund_hold>refund_hold,refund_hold>refunded,refund_hold>not_required,refund_hold>paid,refund_hold>short,refunded>not_required,refunded>paid,refunded>short}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.flash_offers FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.flash_offers FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.flash_offers FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{scheduled>open,scheduled>closed,open>closed}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER note_ended_follows AFTER DELETE ON public.follows REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_follows()
CREATE TRIGGER note_new_follows AFTER INSERT ON public.follows REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_follows()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.imports FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{waiting>running,running>done,running>failed,running>waiting,waiting>failed}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER journal_seals_append_only BEFORE DELETE OR UPDATE ON public.journal_seals FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER journal_seals_no_truncate BEFORE TRUNCATE ON public.journal_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER journals_append_only BEFORE DELETE OR UPDATE ON public.journals FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE CONSTRAINT TRIGGER journals_have_entries AFTER INSERT ON public.journals DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journals_have_entries()
CREATE TRIGGER journals_no_truncate BEFORE TRUNCATE ON public.journals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER journals_open_day AFTER INSERT ON public.journals REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION journals_open_day()
CREATE TRIGGER ledger_accounts_keep BEFORE UPDATE OF id, kind, owner_kind, owner_id, currency, has_floor ON public.ledger_accounts FOR EACH ROW EXECUTE FUNCTION keep_ledger_account()
CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE ON public.ledger_accounts FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER ledger_accounts_no_truncate BEFORE TRUNCATE ON public.ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER ledger_book_goes_on BEFORE UPDATE ON public.ledger_book FOR EACH ROW EXECUTE FUNCTION ledger_book_goes_on()
CREATE TRIGGER ledger_book_no_delete BEFORE DELETE ON public.ledger_book FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER ledger_book_no_truncate BEFORE TRUNCATE ON public.ledger_book FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER ledger_days_append_only BEFORE DELETE OR UPDATE ON public.ledger_days FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER ledger_days_no_truncate BEFORE TRUNCATE ON public.ledger_days FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER journals_balance AFTER INSERT ON public.ledger_entries REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION journals_balance()
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER ledger_entries_no_truncate BEFORE TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER link_rules_append_only BEFORE DELETE OR UPDATE ON public.link_rules FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER note_ended_duties AFTER DELETE ON public.operator_duties REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_access()
CREATE TRIGGER note_new_duties AFTER INSERT ON public.operator_duties REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_access()
CREATE TRIGGER keep_line_snapshot BEFORE UPDATE ON public.order_lines FOR EACH ROW EXECUTE FUNCTION keep_line_snapshot()
CREATE TRIGGER order_lines_no_delete BEFORE DELETE ON public.order_lines FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.orders FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.orders FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.orders FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{unpaid>to_ship,unpaid>cancelled,to_ship>part_shipped,to_ship>shipped,to_ship>cancelled,part_shipped>shipped,part_shipped>completed,shipped>completed}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.parcels FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{created>picked_up,created>in_transit,created>out_for_delivery,created>signed,created>lost,created>returned,picked_up>in_transit,picked_up>out_for_delivery,picked_up>signed,picked_up>lost,picked_up>returned,in_transit>out_for_delivery,in_transit>signed,in_transit>returned,in_transit>lost,out_for_delivery>signed,out_for_delivery>in_transit,out_for_delivery>returned,out_for_delivery>lost,lost>signed,lost>returned,signed>returned}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.payment_differences FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{open>resolved,open>taken,taken>open,taken>proposed,taken>resolved,proposed>taken,proposed>open,proposed>resolved,proposed>written_off,resolved>open}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.payments FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.payments FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.payments FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{created>pending,created>closed,pending>succeeded,created>succeeded,pending>closed}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER payout_account_changes_append_only BEFORE DELETE OR UPDATE ON public.payout_account_changes FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.payout_reversals FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{requested>sent,requested>failed,sent>succeeded,sent>failed}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.payout_runs FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{prepared>released,prepared>cancelled}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.payouts FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{sent>succeeded,sent>failed,requested>failed,requested>approved,approved>sent,succeeded>bounced,approved>held,held>approved,held>failed}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER plan_changes_append_only BEFORE DELETE OR UPDATE ON public.plan_changes FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.plan_notices FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{announced>done,announced>withdrawn}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.plans FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.plans FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.plans FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{draft>open,draft>closed,open>closed,closed>open}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.product_drafts FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{editing>in_review,editing>dropped,in_review>in_review,in_review>editing,in_review>rejected,in_review>passed,rejected>in_review,rejected>editing,rejected>dropped}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.products FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.products FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.products FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{draft>approved,draft>on_shelf,draft>deleted,approved>on_shelf,approved>deleted,on_shelf>off_shelf,on_shelf>taken_down,off_shelf>on_shelf,off_shelf>taken_down,off_shelf>deleted,approved>taken_down,taken_down>off_shelf,taken_down>deleted}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.promotions FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{draft>scheduled,draft>ongoing,draft>cancelled,scheduled>ongoing,scheduled>ended,scheduled>cancelled,ongoing>paused,ongoing>ended,ongoing>cancelled,paused>ongoing,paused>ended,paused>cancelled}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.provider_accounts FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{pending>verified,pending>disabled,verified>disabled}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER provider_bill_lines_keep BEFORE DELETE OR UPDATE ON public.provider_bill_lines FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.redemptions FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{applied>released}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER refund_fee_rules_append_only BEFORE DELETE OR UPDATE ON public.refund_fee_rules FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.refunds FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{requested>sent,sent>succeeded,sent>failed,requested>failed,failed>sent,requested>succeeded,failed>succeeded}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.reservations FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.reservations FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.reservations FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{reserved>claimed,reserved>released,claimed>returned}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.room_items FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{listed>hidden_by_policy,hidden_by_policy>listed,listed>removed,hidden_by_policy>removed}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.rooms FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.rooms FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.rooms FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{preview>live,preview>ended,live>paused,paused>live,live>ended,paused>ended,live>banned,paused>banned,preview>banned}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.samples FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{pending>awaiting_shipment,pending>rejected,pending>overdue,pending>withdrawn,awaiting_shipment>shipped,awaiting_shipment>seller_not_shipped,awaiting_shipment>withdrawn,shipped>content_pending,shipped>completed,content_pending>content_pending,content_pending>completed,content_pending>unfulfilled,unfulfilled>appealed,appealed>completed,appealed>unfulfilled}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER note_ended_sessions AFTER DELETE ON public.sessions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_access()
CREATE TRIGGER note_shortened_session AFTER UPDATE OF expires_at ON public.sessions FOR EACH ROW WHEN ((old.expires_at IS DISTINCT FROM new.expires_at)) EXECUTE FUNCTION note_access_of_row()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.settlements FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{pending>counting,pending>held,pending>void,counting>held,held>counting,held>pending,held>void,counting>settled,counting>void}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER shop_staff_changes_append_only BEFORE DELETE OR UPDATE ON public.shop_staff_changes FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.shops FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.shops FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_to_edges BEFORE UPDATE OF state ON public.shops FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (((old.state || '>'::text) || new.state) <> ALL ('{draft>in_review,draft>closed,in_review>in_review,in_review>rejected,in_review>deposit_due,rejected>in_review,rejected>closed,deposit_due>open,deposit_due>rejected,open>suspended,open>closed,suspended>suspended,suspended>open,suspended>closed}'::text[])))) EXECUTE FUNCTION keep_to_edges()
CREATE TRIGGER keep_record BEFORE DELETE OR UPDATE OF id ON public.skus FOR EACH ROW EXECUTE FUNCTION keep_record()
CREATE TRIGGER keep_records BEFORE TRUNCATE ON public.skus FOR EACH STATEMENT EXECUTE FUNCTION keep_record()
CREATE TRIGGER state_changes_append_only BEFORE DELETE OR UPDATE ON public.state_changes FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER state_changes_no_truncate BEFORE TRUNCATE ON public.state_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER statements_append_only BEFORE DELETE OR UPDATE ON public.statements FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER tier_rules_append_only BEFORE DELETE OR UPDATE ON public.tier_rules FOR EACH ROW EXECUTE FUNCTION refuse_change()

-- state edges
aftersales: await_buyer_ship -> await_seller_receive, closed
aftersales: await_seller -> await_buyer_ship, closed, refunding, seller_rejected
aftersales: await_seller_receive -> await_seller_receive, refunding, seller_rejected
aftersales: platform_intervening -> await_buyer_ship, closed, platform_intervening, refunding
aftersales: refund_failed -> refunding, succeeded
aftersales: refunding -> refund_failed, refunding, succeeded
aftersales: seller_rejected -> closed, platform_intervening
agency_agreements: active -> ending
agency_agreements: ending -> ended
agency_agreements: invited -> active, declined, lapsed, withdrawn
campaign_changes: asked -> agreed, refused, void
campaign_items: pending -> expired, promoting, rejected, terminated
campaign_items: promoting -> expired, promoting, terminated
campaigns: open -> closed
coupons: usable -> expired, used
coupons: used -> expired, usable
deposits: not_required -> paid, refund_applied, short
deposits: paid -> not_required, refund_applied, short
deposits: refund_applied -> not_required, paid, refund_hold, short, unpaid
deposits: refund_hold -> not_required, paid, refund_hold, refunded, short
deposits: refunded -> not_required, paid, short
deposits: short -> not_required, paid, refund_applied, short
deposits: unpaid -> not_required, paid, refund_applied, short
flash_offers: open -> closed
flash_offers: scheduled -> closed, open
imports: running -> done, failed, waiting
imports: waiting -> failed, running
orders: part_shipped -> completed, shipped
orders: shipped -> completed
orders: to_ship -> cancelled, part_shipped, shipped
orders: unpaid -> cancelled, to_ship
parcels: created -> in_transit, lost, out_for_delivery, picked_up, returned, signed
parcels: in_transit -> lost, out_for_delivery, returned, signed
parcels: lost -> returned, signed
parcels: out_for_delivery -> in_transit, lost, returned, signed
parcels: picked_up -> in_transit, lost, out_for_delivery, returned, signed
parcels: signed -> returned
payment_differences: open -> resolved, taken
payment_differences: proposed -> open, resolved, taken, written_off
payment_differences: resolved -> open
payment_differences: taken -> open, proposed, resolved
payments: created -> closed, pending, succeeded
payments: pending -> closed, succeeded
payout_reversals: requested -> failed, sent
payout_reversals: sent -> failed, succeeded
payout_runs: prepared -> cancelled, released
payouts: approved -> held, sent
payouts: held -> approved, failed
payouts: requested -> approved, failed
payouts: sent -> failed, succeeded
payouts: succeeded -> bounced
plan_notices: announced -> done, withdrawn
plans: closed -> open
plans: draft -> closed, open
plans: open -> closed
product_drafts: editing -> dropped, in_review
product_drafts: in_review -> editing, in_review, passed, rejected
product_drafts: rejected -> dropped, editing, in_review
products: approved -> deleted, on_shelf, taken_down
products: draft -> approved, deleted, on_shelf
products: off_shelf -> deleted, on_shelf, taken_down
products: on_shelf -> off_shelf, taken_down
products: taken_down -> deleted, off_shelf
promotions: draft -> cancelled, ongoing, scheduled
promotions: ongoing -> cancelled, ended, paused
promotions: paused -> cancelled, ended, ongoing
promotions: scheduled -> cancelled, ended, ongoing
provider_accounts: pending -> disabled, verified
provider_accounts: verified -> disabled
redemptions: applied -> released
refunds: failed -> sent, succeeded
refunds: requested -> failed, sent, succeeded
refunds: sent -> failed, succeeded
reservations: claimed -> returned
reservations: reserved -> claimed, released
room_items: hidden_by_policy -> listed, removed
room_items: listed -> hidden_by_policy, removed
rooms: live -> banned, ended, paused
rooms: paused -> banned, ended, live
rooms: preview -> banned, ended, live
samples: appealed -> completed, unfulfilled
samples: awaiting_shipment -> seller_not_shipped, shipped, withdrawn
samples: content_pending -> completed, content_pending, unfulfilled
samples: pending -> awaiting_shipment, overdue, rejected, withdrawn
samples: shipped -> completed, content_pending
samples: unfulfilled -> appealed
settlements: counting -> held, settled, void
settlements: held -> counting, pending, void
settlements: pending -> counting, held, void
shops: deposit_due -> open, rejected
shops: draft -> closed, in_review
shops: in_review -> deposit_due, in_review, rejected
shops: open -> closed, suspended
shops: rejected -> closed, in_review
shops: suspended -> closed, open, suspended

-- functions
CREATE OR REPLACE PROCEDURE public.draw_machine(IN noun regclass, IN edges text[])
 LANGUAGE plpgsql
AS $procedure$
begin
  insert into state_edges (noun, from_state, to_state)
  select noun::text, split_part(edge, '>', 1), split_part(edge, '>', 2) from unnest(edges) as edge;
  call redraw_machine(noun);
end $procedure$
CREATE OR REPLACE FUNCTION public.journals_balance()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare off record;
begin
  select journal_id, currency, sum(amount) as total, count(*) as entries into off
  from fresh group by journal_id, currency having sum(amount) <> 0 or count(*) < 2 limit 1;
  if found then
    raise exception 'journal % does not balance in %: % over % entries', off.journal_id, off.currency, off.total, off.entries
      using errcode = 'check_violation', constraint = 'journals_balance';
  end if;
  if exists (
    select from fresh join ledger_entries as before using (journal_id) where before.id < (select min(id) from fresh)
  ) then
    raise exception 'a journal is written in one statement' using errcode = 'check_violation', constraint = 'journals_balance';
  end if;
  select j.id, j.kind into off
  from (
    select fresh.journal_id from fresh join ledger_accounts as a on a.id = fresh.account_id join ledger_account_types as type on type.kind = a.kind
    group by fresh.journal_id
    having bool_or(type.holds = 'own' and fresh.amount > 0) and bool_or(type.holds = 'client' and fresh.amount < 0)
  ) as taken join journals as j on j.id = taken.journal_id
  where not exists (select from ledger_fee_splits as split where split.journal_kind = j.kind)
  limit 1;
  if found then
    raise exception 'journal % (%) moves money of clients into an account of the platform', off.id, off.kind
      using errcode = 'check_violation', constraint = 'client_money_apart';
  end if;
  return null;
end $function$
CREATE OR REPLACE FUNCTION public.journals_have_entries()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
begin
  if not exists (select from ledger_entries where journal_id = new.id) then
    raise exception 'journal % has no entries', new.id using errcode = 'check_violation', constraint = 'journals_have_entries';
  end if;
  return null;
end $function$
CREATE OR REPLACE FUNCTION public.journals_open_day()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from fresh where booked_on <= (select closed_through from ledger_book)) then
    raise exception 'that day is closed' using errcode = 'check_violation', constraint = 'journals_open_day';
  end if;
  return null;
end $function$
CREATE OR REPLACE FUNCTION public.keep_ledger_account()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'a ledger account keeps its kind, owner, currency and floor' using errcode = 'restrict_violation';
end $function$
CREATE OR REPLACE FUNCTION public.keep_line_snapshot()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (to_jsonb(new) - '{shipped_quantity,cancelled_quantity,refunded_quantity,refunded_amount}'::text[])
     is distinct from (to_jsonb(old) - '{shipped_quantity,cancelled_quantity,refunded_quantity,refunded_amount}'::text[]) then
    raise exception 'an order line keeps what it was sold by' using errcode = 'restrict_violation';
  end if;
  return new;
end $function$
CREATE OR REPLACE FUNCTION public.keep_record()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'rows of % are records: they end by their state and keep their id', tg_table_name
    using errcode = 'restrict_violation';
end $function$
CREATE OR REPLACE PROCEDURE public.keep_records(IN nouns regclass[])
 LANGUAGE plpgsql
AS $procedure$
declare noun regclass;
begin
  foreach noun in array nouns loop
    execute format('create trigger keep_record before delete or update of id on %s for each row execute function keep_record()', noun);
    execute format('create trigger keep_records before truncate on %s for each statement execute function keep_record()', noun);
  end loop;
end $procedure$
CREATE OR REPLACE FUNCTION public.keep_to_edges()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.state is distinct from old.state and not exists (
    select from state_edges
    where noun = tg_table_name and from_state = old.state and to_state = new.state
  ) then
    raise exception '% may not go from % to %', tg_table_name, old.state, new.state
      using errcode = 'check_violation', constraint = 'state_edges';
  end if;
  return new;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_book_goes_on()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.closed_through < old.closed_through or new.sealed_through < old.sealed_through
    or (old.closed_through is not null and new.closed_through is null) or (old.sealed_through is not null and new.sealed_through is null)
    or (new.sealed_through = old.sealed_through and new.sealed_hash is distinct from old.sealed_hash) then
    raise exception 'a day that is closed stays closed' using errcode = 'restrict_violation';
  end if;
  return new;
end $function$
CREATE OR REPLACE FUNCTION public.link_rules_mark(of_platform text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select count(*) || ':' || coalesce(sum(hashtextextended(id, 0)), 0) from link_rules where platform = of_platform
$function$
CREATE OR REPLACE FUNCTION public.note_access()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into access_changes (account_id) select distinct account_id from changed;
  return null;
end $function$
CREATE OR REPLACE FUNCTION public.note_access_of_row()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into access_changes (account_id) values (case tg_table_name when 'accounts' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'account_id')::uuid end);
  return null;
end $function$
CREATE OR REPLACE FUNCTION public.note_follows()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  with marked as (
    insert into follow_marks as m (account_id, followers, changes)
    select followed_id, case tg_op when 'INSERT' then count(*) else -count(*) end, count(*)
    from changed group by followed_id order by followed_id
    on conflict (account_id) do update set followers = m.followers + excluded.followers, changes = m.changes + excluded.changes
    returning account_id, changes
  )
  insert into follow_changes (followed_id, number, follower_id)
  select c.followed_id, marked.changes + 1 - row_number() over (partition by c.followed_id order by c.follower_id), c.follower_id
  from changed as c join marked on marked.account_id = c.followed_id;
  return null;
end $function$
CREATE OR REPLACE PROCEDURE public.redraw_machine(IN drawn regclass)
 LANGUAGE plpgsql
AS $procedure$
declare
  arrows text[] := (select array_agg(from_state || '>' || to_state order by 1) from state_edges where noun = drawn::text);
begin
  execute format('drop trigger if exists keep_to_edges on %s', drawn);
  execute format(
    'create trigger keep_to_edges before update of state on %s for each row
       when (old.state is distinct from new.state and (old.state || ''>'' || new.state) <> all (%L::text[])) execute function keep_to_edges()',
    drawn, arrows);
end $procedure$
CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $function$
CREATE OR REPLACE FUNCTION public.stream_offset(stream text, stream_at timestamp with time zone, offset_ms bigint, at timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case stream
    when 'none' then null
    when 'on_air' then offset_ms + greatest(0, (extract(epoch from at - stream_at) * 1000)::bigint)
    else offset_ms end
$function$
