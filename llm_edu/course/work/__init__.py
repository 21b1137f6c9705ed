"""The learner's work folder: copies of the notebooks, records of what was done, and the JupyterLab that opens it."""
