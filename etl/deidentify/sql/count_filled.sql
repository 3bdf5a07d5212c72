select {{counts}} from result
