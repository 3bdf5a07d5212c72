-- Lower case; full-width digits and signs, and the many dashes, in their plain forms.
create or replace {{temp}} macro {{macro}}(value) as
lower(translate(
    value,
    '０１２３４５６７８９＠．－‐‑‒–—−／：（）＋　',
    '0123456789@.-------/:()+ '
));
