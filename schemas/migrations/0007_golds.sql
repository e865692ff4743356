-- The right answer where the source's gold is wrong.
ALTER TABLE decision ADD COLUMN answer VARCHAR DEFAULT '';
