-- The link policy as dated data. Rules are never edited: a newer one supersedes.

create table link_rules (
  id text primary key check (id ~ '^[A-Za-z0-9-]{2,40}$'),
  -- Which platform's history the rule tells; the installation itself obeys 'self'.
  platform text not null check (platform ~ '^[a-z][a-z0-9_]{1,30}$'),
  -- The third party it names. Own goods are always allowed: no rule speaks of them.
  source text check (source ~ '^[a-z][a-z0-9_]{1,30}$' and source <> 'own'),
  sub_source text check (sub_source ~ '^[a-z][a-z0-9_]{1,30}$'),
  category text,
  placement text check (placement in
    ('live_cart', 'short_video_cart', 'merchant_detail_page', 'showcase', 'note', 'ad')),
  -- Where no single source is named: the contracted ones it speaks of; null: every third party.
  among text[],
  effect text not null check (effect in ('allow', 'block', 'allow_with_fee', 'only_via_paid_task')),
  fee_ppm bigint not null default 0 check (fee_ppm between 0 and 1000000),
  effective_from timestamptz not null,
  effective_to timestamptz,
  announced_at timestamptz,
  reason text not null default '',
  -- The rule that this one closes for good at its start.
  supersedes text references link_rules,
  created_by uuid references accounts,
  created_at timestamptz not null,
  check (effective_to is null or effective_to > effective_from),
  check (effect = 'allow_with_fee' or fee_ppm = 0),
  check (sub_source is null or source is not null),
  check (among is null or source is null),
  check (supersedes <> id)
);
create index link_rules_platform on link_rules (platform, effective_from);
create trigger link_rules_append_only before update or delete on link_rules
  for each row execute function refuse_change();

-- This installation begins with what it has contracts for; everything after is announced by its operators.
insert into link_rules (id, platform, among, effect, effective_from, reason, created_at) values
  ('SELF-00', 'self', '{taobao_alliance,jd_alliance,pdd,youzan,mokuai}', 'allow', '1970-01-01 00:00+00',
    'Base rule: goods of contracted platforms may be placed everywhere', '2026-01-01 00:00+08');

-- What three platforms decided, 2020 to 2025, as reported: to be looked at by date. Midnights are Chinese.
insert into link_rules
  (id, platform, source, sub_source, category, placement, among, effect, fee_ppm, effective_from, effective_to, announced_at, reason, created_at)
values
  ('DY-00', 'douyin', null, null, null, null, '{taobao_alliance,jd_alliance,pdd,youzan,mokuai}', 'allow', 0, '1970-01-01 00:00+00', null, null,
    'Base rule: cooperation with Taobao, JD and other external platforms', '2026-01-01 00:00+08'),
  ('DY-01', 'douyin', null, null, 'beauty', 'live_cart', '{taobao_alliance,jd_alliance,pdd,youzan,mokuai}', 'only_via_paid_task', 0, '2020-08-01 00:00+08', '2020-09-06 00:00+08', null,
    'Beauty that is not of a Douyin shop: in live rooms only by a paid Star task (early August 2020, day unknown)', '2026-01-01 00:00+08'),
  ('DY-02', 'douyin', null, null, null, 'live_cart', '{taobao_alliance,jd_alliance,pdd,youzan,mokuai}', 'allow_with_fee', 200000, '2020-08-20 00:00+08', '2020-09-06 00:00+08', null,
    'Third-party goods in live rooms: 20 % service fee', '2026-01-01 00:00+08'),
  ('DY-03', 'douyin', null, null, null, 'live_cart', '{taobao_alliance,jd_alliance,pdd,youzan,mokuai}', 'only_via_paid_task', 0, '2020-09-06 00:00+08', '2020-10-09 00:00+08', null,
    'Third-party goods in live rooms: only by a paid Star task', '2026-01-01 00:00+08'),
  ('DY-04', 'douyin', null, null, null, 'live_cart', null, 'block', 0, '2020-10-09 00:00+08', null, null,
    'Third-party goods leave live rooms: the cooperation with Taobao expired', '2026-01-01 00:00+08'),
  ('DY-05', 'douyin', null, null, null, 'short_video_cart', '{taobao_alliance,jd_alliance,pdd,youzan,mokuai}', 'allow', 0, '1970-01-01 00:00+00', null, null,
    'Third-party goods in short videos stay', '2026-01-01 00:00+08'),
  ('DY-06', 'douyin', null, null, null, 'ad', null, 'allow', 0, '1970-01-01 00:00+00', null, null,
    'Advertising is not restricted', '2026-01-01 00:00+08'),
  ('KS-00', 'kuaishou', null, null, null, null, '{taobao_alliance,jd_alliance,pdd,youzan,mokuai}', 'allow', 0, '1970-01-01 00:00+00', null, null,
    'Base rule: cooperation with Taobao, JD and other external platforms', '2026-01-01 00:00+08'),
  ('KS-06', 'kuaishou', null, null, null, 'ad', null, 'allow', 0, '1970-01-01 00:00+00', null, null,
    'Advertising is not restricted', '2026-01-01 00:00+08'),
  ('KS-01-youzan', 'kuaishou', 'youzan', null, null, 'live_cart', null, 'block', 0, '2021-11-01 00:00+08', null, null,
    'Youzan leaves live rooms; videos, profile and shop page stay (day unknown)', '2026-01-01 00:00+08'),
  ('KS-01-mokuai', 'kuaishou', 'mokuai', null, null, 'live_cart', null, 'block', 0, '2021-11-01 00:00+08', null, null,
    'Mokuai leaves live rooms; videos, profile and shop page stay (day unknown)', '2026-01-01 00:00+08'),
  ('KS-02-live', 'kuaishou', 'taobao_alliance', null, null, 'live_cart', null, 'block', 0, '2022-03-01 00:00+08', null, '2022-02-22 00:00+08',
    'Change of the cooperation agreement: Taobao Alliance links end', '2026-01-01 00:00+08'),
  ('KS-02-video', 'kuaishou', 'taobao_alliance', null, null, 'short_video_cart', null, 'block', 0, '2022-03-01 00:00+08', null, '2022-02-22 00:00+08',
    'Change of the cooperation agreement: Taobao Alliance links end', '2026-01-01 00:00+08'),
  ('KS-02-detail', 'kuaishou', 'taobao_alliance', null, null, 'merchant_detail_page', null, 'block', 0, '2022-03-01 00:00+08', null, '2022-02-22 00:00+08',
    'Change of the cooperation agreement: Taobao Alliance links end', '2026-01-01 00:00+08'),
  ('KS-03a', 'kuaishou', 'jd_alliance', null, null, 'live_cart', null, 'block', 0, '2022-03-01 00:00+08', null, '2022-02-22 00:00+08',
    'Change of the cooperation agreement: JD Alliance leaves live rooms', '2026-01-01 00:00+08'),
  ('KS-03b-video', 'kuaishou', 'jd_alliance', null, null, 'short_video_cart', null, 'allow', 0, '2022-03-01 00:00+08', null, '2022-02-22 00:00+08',
    'JD Alliance stays in short videos', '2026-01-01 00:00+08'),
  ('KS-03b-detail', 'kuaishou', 'jd_alliance', null, null, 'merchant_detail_page', null, 'allow', 0, '2022-03-01 00:00+08', null, '2022-02-22 00:00+08',
    'JD Alliance stays on detail pages', '2026-01-01 00:00+08'),
  ('KS-04-live', 'kuaishou', 'taobao_alliance', 'tmall', null, 'live_cart', null, 'allow', 0, '2022-10-28 00:00+08', '2023-01-01 00:00+08', null,
    'Tmall returns through 2022 (grey 28 to 31 October, then all)', '2026-01-01 00:00+08'),
  ('KS-04-video', 'kuaishou', 'taobao_alliance', 'tmall', null, 'short_video_cart', null, 'allow', 0, '2022-10-28 00:00+08', '2023-01-01 00:00+08', null,
    'Tmall returns through 2022 (grey 28 to 31 October, then all)', '2026-01-01 00:00+08'),
  ('KS-04-detail', 'kuaishou', 'taobao_alliance', 'tmall', null, 'merchant_detail_page', null, 'allow', 0, '2022-10-28 00:00+08', '2023-01-01 00:00+08', null,
    'Tmall returns through 2022 (grey 28 to 31 October, then all)', '2026-01-01 00:00+08'),
  ('KS-05', 'kuaishou', 'jd_alliance', 'jd_self', null, 'live_cart', null, 'allow', 0, '2022-10-28 00:00+08', '2022-12-01 00:00+08', null,
    'JD self-operated goods return through November 2022', '2026-01-01 00:00+08'),
  ('XHS-01-note', 'xiaohongshu', 'taobao_alliance', null, null, 'note', null, 'allow', 0, '2020-08-01 00:00+08', '2021-08-02 00:00+08', null,
    'Taobao links in notes (from August 2020, day unknown)', '2026-01-01 00:00+08'),
  ('XHS-01-live', 'xiaohongshu', 'taobao_alliance', null, null, 'live_cart', null, 'allow', 0, '2020-08-01 00:00+08', '2021-08-02 00:00+08', null,
    'Taobao links in live rooms (from August 2020, day unknown; XHS-03 goes on)', '2026-01-01 00:00+08'),
  ('XHS-02', 'xiaohongshu', null, null, null, 'note', null, 'block', 0, '2021-08-02 00:00+08', null, null,
    'No external links in notes', '2026-01-01 00:00+08'),
  ('XHS-03', 'xiaohongshu', null, null, null, 'live_cart', null, 'allow', 0, '2021-08-02 00:00+08', '2022-05-01 00:00+08', null,
    'Commercial live rooms are unaffected', '2026-01-01 00:00+08'),
  ('XHS-04', 'xiaohongshu', null, null, null, null, null, 'block', 0, '2022-05-01 00:00+08', null, null,
    'No guidance off the platform (from May 2022, day unknown)', '2026-01-01 00:00+08'),
  ('XHS-05-tmall', 'xiaohongshu', 'taobao_alliance', 'tmall', null, 'ad', null, 'allow', 0, '2025-05-07 00:00+08', null, null,
    'Advertising link to Tmall under a note', '2026-01-01 00:00+08'),
  ('XHS-05-jd', 'xiaohongshu', 'jd_alliance', null, null, 'ad', null, 'allow', 0, '2025-05-12 00:00+08', null, null,
    'Advertising link to JD under a note', '2026-01-01 00:00+08');
