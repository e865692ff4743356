-- What a page asks beside the verdict, and the corrected text of a page that was read wrongly.
ALTER TABLE decision ADD COLUMN original VARCHAR DEFAULT '';
ALTER TABLE decision ADD COLUMN ratings STRUCT(question VARCHAR, answer VARCHAR)[] DEFAULT [];
