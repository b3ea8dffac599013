"""Everything that draws; no figure knows Streamlit."""
