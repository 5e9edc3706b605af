keys = [f"key {i + 1}" for i in range(len(K))]
fig, (left, right) = plt.subplots(1, 2, layout="constrained")
left.bar(keys, by_cosine)
left.set(title="cosine with the query")
right.bar(keys, by_attention, color="tab:orange")
right.set(title="scaled dot product")
plt.show()
