//! The rules of the data model: good documents with one small alteration each, which breaks exactly one rule, or none.

mod altered;
mod parties;
mod related_resources;
mod totality;
mod validity;
