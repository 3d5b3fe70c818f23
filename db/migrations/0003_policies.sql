-- The link policy as dated data. Rules are never edited: a newer one supersedes.

create table link_rules (
  id text primary key check (id ~ '^[A-Za-z0-9-]{2,40}$'),
  -- Which platform's history the rule tells; the installation itself obeys 'self'.
  platform text not null,
  source text,
  sub_source text,
  category text,
  placement text check (placement in
    ('live_cart', 'short_video_cart', 'merchant_detail_page', 'showcase', 'note', 'ad')),
  effect text not null check (effect in ('allow', 'block', 'allow_with_fee', 'only_via_paid_task')),
  fee_ppm bigint not null default 0 check (fee_ppm between 0 and 1000000),
  effective_from timestamptz not null,
  effective_to timestamptz,
  announced_at timestamptz,
  reason text not null default '',
  supersedes text references link_rules,
  created_by uuid references accounts,
  created_at timestamptz not null,
  check (effective_to is null or effective_to > effective_from),
  check (effect = 'allow_with_fee' or fee_ppm = 0)
);
create index link_rules_platform on link_rules (platform, effective_from);
