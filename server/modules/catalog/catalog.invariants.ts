import type { Invariant } from '../../platform/context.ts'

/** SQL that returns no row while the catalogue is in order. */
export const invariants: Invariant[] = [
  {
    name: 'goods on the shelf have a title, and own goods a SKU with a price',
    sql: `select p.id, p.title from products as p where p.state = 'on_shelf' and (p.title = '' or (p.source = 'own' and not exists (
      select from skus as k where k.product_id = p.id and k.is_on_sale and k.price > 0))) limit 100`,
  },
  {
    name: 'price_from and price_to are those of the SKUs on sale',
    sql: `select p.id, p.price_from, p.price_to, k.low, k.high from products as p join (
        select product_id, min(price) as low, max(price) as high from skus where is_on_sale group by 1) as k on k.product_id = p.id
      where p.state in ('on_shelf', 'off_shelf', 'approved') and (p.price_from, p.price_to) <> (k.low, k.high) limit 100`,
  },
  {
    name: 'SKUs on sale have one value for each option of their product, and belong to its shop',
    sql: `select k.id, k.product_id from skus as k join products as p on p.id = k.product_id
      where p.state <> 'deleted' and k.is_on_sale and (cardinality(k.option_values) <> cardinality(p.option_names) or k.shop_id <> p.shop_id) limit 100`,
  },
  {
    name: 'listings and SKUs show only pictures of their own shop',
    sql: `select p.id, pic.id as picture_id from products as p cross join unnest(p.picture_ids) as shown (id) left join pictures as pic on pic.id = shown.id
        where pic.shop_id is distinct from p.shop_id
      union all
      select k.product_id, k.picture_id from skus as k join pictures as pic on pic.id = k.picture_id where pic.shop_id is distinct from k.shop_id limit 100`,
  },
  {
    name: 'what was first listed by a review has a passed draft, and the last one passed is the live copy',
    sql: `select p.id, p.title, last.content ->> 'title' as passed from products as p join lateral (
        select content from product_drafts as d where d.product_id = p.id and d.state = 'passed' order by d.state_at desc, d.id desc limit 1) as last on true
      where p.state <> 'deleted' and (p.title <> last.content ->> 'title' or p.category_id <> last.content ->> 'category_id'
        or jsonb_array_length(last.content -> 'skus') <> (select count(*) from skus as k where k.product_id = p.id and k.is_on_sale)) limit 100`,
  },
  {
    name: 'a draft in review has a deadline and no blocking finding of the rules',
    sql: `select id, deadline_at from product_drafts where state = 'in_review'
      and (deadline_at is null or submitted_at is null or findings @> '[{"by": "rule", "blocks": true}]') limit 100`,
  },
  {
    name: 'no reviewer decided on a listing of a shop they worked for at that time',
    sql: `select d.id, d.reviewer_id from product_drafts as d join products as p on p.id = d.product_id
      join shop_staff as s on s.shop_id = p.shop_id and s.account_id = d.reviewer_id
      where d.reviewer_id is not null and d.state in ('passed', 'rejected') and s.added_at <= d.state_at limit 100`,
  },
  {
    name: 'an import has counted each product it did exactly once',
    sql: `select id, products_done, products_total from imports
      where products_done <> created_count + updated_count + unchanged_count + error_count or products_done > products_total
        or (state = 'done' and products_done <> products_total) limit 100`,
  },
]
