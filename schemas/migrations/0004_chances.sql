-- The chance with which somebody was asked, so that what they say can be weighed by it.
ALTER TABLE decision ADD COLUMN chance DOUBLE;
