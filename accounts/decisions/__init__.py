"""Pure rules of signing in: values in, results out."""
